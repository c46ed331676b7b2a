"""The page starts: the desk, the inbox, the keyboard, the buttons, and the functions for automation."""

import js

from app.page import dom, viewport
from app.page import keys as keyboard
from app.page.desk import Desk
from app.page.hand import ZOOM_STEP
from app.page.inbox import Inbox
from app.page.toolbar import Tips

DRAWER = "(max-width: 77.5rem)"  # as in style/room.css: from here on the details are a drawer

oms = js.oms
desk = Desk(oms)
inbox = Inbox(desk)
dom.failed[0] = lambda text: desk.screens.trouble(
    "Something in this page went wrong (" + text + "). Your files are unharmed. If it keeps happening, reload the page."
)


def with_picture(action):
    """Give a command that does nothing while no picture is shown."""

    def command():
        if desk.state.shown is not None and desk.state.shown.picture is not None:
            action()

    return command


def turn(quarters):
    return with_picture(lambda: desk.hand.pose(viewport.turned(desk.state.shown.pose, quarters)))


def flip(horizontal):
    return with_picture(lambda: desk.hand.pose(viewport.flipped(desk.state.shown.pose, horizontal=horizontal)))


def go(index):
    return with_picture(lambda: desk.go(index if index >= 0 else desk.state.shown.count + index))


def toggle(attribute, button, start):
    """Give a command that switches a panel: its state is an attribute of <html>."""

    def command():
        on = (dom.root.getAttribute(attribute) or start) != "true"
        dom.root.setAttribute(attribute, "true" if on else "false")
        dom.attribute(button, "aria-pressed" if button == "details-button" else "aria-expanded", "true" if on else "false")

    return command


def open_skipped():
    desk.screens.wanted = True
    desk.send("skipped", {})


def escape():
    if desk.player.playing:
        desk.player.stop()
    elif dom.root.getAttribute("data-panel") == "true":
        COMMANDS["panel"]()
    elif dom.root.getAttribute("data-details") == "true" and js.matchMedia(DRAWER).matches:
        COMMANDS["details"]()
    else:
        desk.screens.trouble(None)


def settle_details(*_):
    """Beside the picture where there is room; a drawer that is closed at first where there is not."""
    room = not js.matchMedia(DRAWER).matches
    dom.root.setAttribute("data-details", "true" if room else "false")
    dom.attribute("details-button", "aria-pressed", "true" if room else "false")


def lift_veil():
    for attribute, name in (("data-panel", "panel"), ("data-details", "details")):
        if dom.root.getAttribute(attribute) == "true":
            COMMANDS[name]()


COMMANDS = {
    "next": lambda: desk.step(1),
    "previous": lambda: desk.step(-1),
    "ten-on": lambda: desk.step(10),
    "ten-back": lambda: desk.step(-10),
    "first": go(0),
    "last": go(-1),
    "next-series": lambda: desk.neighbour(1),
    "previous-series": lambda: desk.neighbour(-1),
    "cine": desk.player.toggle,
    "zoom-in": lambda: desk.hand.zoom(ZOOM_STEP),
    "zoom-out": lambda: desk.hand.zoom(1 / ZOOM_STEP),
    "fit": with_picture(lambda: desk.hand.pose(viewport.fitted(desk.state.shown.pose))),
    "one-to-one": with_picture(lambda: desk.hand.pose(viewport.one_to_one(desk.state.shown.pose, js.devicePixelRatio))),
    "rotate-right": turn(1),
    "rotate-left": turn(-1),
    "flip-horizontal": flip(True),
    "flip-vertical": flip(False),
    "invert": with_picture(desk.hand.invert),
    "overlays": desk.hand.overlays,
    "saved-view": desk.views.toggle,
    "saved-off": lambda: desk.views.switch(None),
    "reset": desk.hand.reset,
    "tool-scroll": lambda: desk.hand.choose_tool("scroll"),
    "tool-window": lambda: desk.hand.choose_tool("window"),
    "tool-pan": lambda: desk.hand.choose_tool("pan"),
    "tool-zoom": lambda: desk.hand.choose_tool("zoom"),
    "hide-names": desk.hide_names,
    "disc": desk.overview.toggle,
    "copy-summary": desk.overview.copy,
    "copy-request": desk.screens.copy_request,
    "details": toggle("data-details", "details-button", "true"),
    "panel": toggle("data-panel", "panel-button", "false"),
    "veil": lift_veil,
    "open-folder": oms.pickFolder,
    "close": oms.close,
    "restart": oms.close,
    "cancel": desk.cancel,
    "skipped": open_skipped,
    "tags": with_picture(desk.show_tags),
    "privacy": lambda: desk.screens.open("privacy"),
    "help": lambda: desk.screens.open("help"),
    "close-dialog": desk.screens.close_dialog,
    "save-file": lambda: desk.paper.save("file"),
    "save-text": lambda: desk.paper.save("text"),
    "print-document": desk.paper.print,
    "dismiss": lambda: desk.screens.trouble(None),
    "escape": escape,
}


def on_click(event):
    """A click on anything that has `data-do`."""
    target = event.target.closest("[data-do]")
    if target is None or target.disabled is True or target.getAttribute("aria-disabled") == "true":
        return
    name = target.getAttribute("data-do")
    if name == "show-series":
        desk.choose(target.getAttribute("data-stack"))
        if desk.screens.close_dialogs():
            dom.element("viewport").focus()
    elif name == "open-document":
        desk.screens.close_dialogs()
        desk.open_document(target.getAttribute("data-document"))
    elif name == "show-picture":
        desk.show_picture_of(target.getAttribute("data-stack"), int(target.getAttribute("data-index")))
    elif name == "saved-view":
        desk.views.toggle(target.getAttribute("data-view"))
    elif name == "show-saved":
        desk.views.show(desk.paper.wanted, target.getAttribute("data-stack"), int(target.getAttribute("data-index")))
    elif name == "chip":
        desk.hand.preset(int(target.getAttribute("data-preset")))
    else:
        COMMANDS[name]()
    if event.detail and desk.screens.view == "viewing" and target.closest("#tools, #transport, #catalogue, #chips") is not None:
        # After a click the keys belong to the picture again; who came by keyboard stays where he is.
        dom.element("viewport").focus()


def on_key(event):
    """A key, unless it belongs to a field, an open dialog or the browser."""
    if event.defaultPrevented or event.isComposing:
        return
    target = event.target
    inside = target.tagName or ""
    key = event.key
    slider = target.id == "slider"
    if inside in ("INPUT", "SELECT", "TEXTAREA") and not slider:
        return
    if key in (" ", "Enter") and inside in ("BUTTON", "SUMMARY", "A"):
        return
    if target.closest("dialog") is not None:
        if (
            target.closest("#disc-dialog") is not None
            and keyboard.command(key, control=event.ctrlKey or event.metaKey, alt=event.altKey) == "disc"
        ):
            event.preventDefault()
            desk.overview.toggle()
        return
    viewing = desk.screens.view == "viewing"
    name = keyboard.command(key, control=event.ctrlKey or event.metaKey, alt=event.altKey, presets=len(desk.details.offered))
    if name is None or (not viewing and name not in ("help", "open-folder", "escape")):
        return
    event.preventDefault()
    if isinstance(name, tuple):
        desk.hand.preset(name[1])
    else:
        if name in ("next", "previous", "ten-on", "ten-back", "first", "last"):
            desk.player.stop()
        COMMANDS[name]()


def on_slide(event):
    desk.player.stop()
    desk.go(int(float(event.target.value)) - 1)


def on_window(event):
    """Take the number that was typed; the other one stays as it is, also beyond what its field shows of it."""
    shown = desk.state.shown
    if shown is None or shown.window is None:
        return
    centre, width = shown.window
    name = event.target.id
    try:
        typed = float(event.target.value)
    except ValueError:
        typed = None
    if typed is None or (name == "width" and typed <= 0):
        dom.known.pop((name, "value"), None)  # nonsense is not taken: the field shows again what holds
        desk.details.window(shown)
    elif name == "centre":
        desk.hand.window(typed, width)
    else:
        desk.hand.window(centre, typed)


def on_preset(event):
    if event.target.value != "own":
        desk.hand.preset(int(event.target.value))
    dom.element("viewport").focus()


def on_speed(event):
    desk.player.speed(float(event.target.value))
    dom.element("viewport").focus()


def fill_help():
    """Write the help from the tables of the keyboard and the gestures."""
    target = dom.element("help-keys")
    for written, said in keyboard.help_rows():
        row = dom.make("div", None, None, target)
        dom.make("kbd", None, written, dom.make("dt", None, None, row))
        dom.make("dd", None, said, row)
    table, short = dom.element("help-gestures"), dom.element("short-help")
    for number, (mouse, touch, said) in enumerate(keyboard.GESTURES):
        row = dom.make("tr", None, None, table)
        for cell in (mouse, touch, said):
            dom.make("td", None, cell, row)
        if number < 5:
            row = dom.make("div", None, None, short)
            dom.make("dt", None, touch if js.matchMedia("(pointer: coarse)").matches else mouse, row)
            dom.make("dd", None, said, row)


def start():
    document = js.document
    for target, kind, callback in (
        (document, "click", on_click),
        (document, "keydown", on_key),
        (dom.element("slider"), "input", on_slide),
        (dom.element("centre"), "change", on_window),
        (dom.element("width"), "change", on_window),
        (dom.element("preset"), "change", on_preset),
        (dom.element("speed"), "change", on_speed),
        (js.matchMedia(dom.NARROW), "change", lambda _: desk.screens.settle()),
        (js.matchMedia(DRAWER), "change", settle_details),
    ):
        dom.listen(target, kind, callback)
    settle_details()
    desk.screens.switch("welcome")
    exports = oms.exports
    exports.state = desk.told
    exports.step = desk.step
    exports.wl = desk.hand.window
    exports.select = desk.choose
    oms.on(dom.guard(inbox.take))
    Tips()
    dom.after(0, fill_help)


try:
    start()
except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
    dom.report(problem)
