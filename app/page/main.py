"""The page starts: the desk, the inbox, the keyboard, the buttons, and the functions for automation."""

import js

from app.page import dom, guide, viewport, words
from app.page import keys as keyboard
from app.page.back import Trail, layers
from app.page.desk import Desk
from app.page.hand import ZOOM_STEP
from app.page.inbox import Inbox
from app.page.roving import Roving
from app.page.toolbar import Tips
from text.say import say

BEFORE = "#disc-dialog, #locked-dialog"  # what may open by itself, and is over before a person comes to the pictures


def depth_of(state):
    """Give how many things were open at an entry of the history."""
    return state if isinstance(state, int) else 0


oms = js.oms
desk = Desk(oms)
trail = Trail(depth_of(js.history.state))
inbox = Inbox(desk)
dom.failed[0] = lambda text: desk.screens.trouble(say("page.main.failed", text=text))


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


def play():
    """Play the pictures of the active pane, or stop."""
    desk.panes.active.player.toggle()


def full_screen():
    """Take the whole screen, or give it back."""
    desk.panes.close()
    if js.document.fullscreenElement is not None:
        js.document.exitFullscreen()
    elif js.document.fullscreenEnabled:
        dom.root.requestFullscreen()


def lay_out(name):
    """Return a command that shows so many pictures at once."""

    def command():
        desk.panes.close()
        desk.panes.lay_out(name)
        desk.panes.active.focus()

    return command


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


def lead_to(section):
    """Open the details at one of their sections, with the keyboard on what can be switched there."""
    if dom.root.getAttribute("data-details") != "true":
        COMMANDS["details"]()
    desk.screens.note(None)
    target = dom.element(section)
    target.scrollIntoView()
    button = target.querySelector("button, input")
    if button is not None:
        button.focus()


def escape():
    if desk.panes.close():
        dom.element("layout-button").focus()
    elif any(pane.player.playing for pane in desk.panes.all()):
        desk.stop_playing()
    elif desk.state.large:
        desk.panes.enlarge()
    elif dom.root.getAttribute("data-more") == "true":
        COMMANDS["more"]()
    elif dom.root.getAttribute("data-panel") == "true":
        COMMANDS["panel"]()
    elif dom.root.getAttribute("data-details") == "true" and dom.layout() != "wide":
        COMMANDS["details"]()
    else:
        desk.screens.trouble(None)


def drawers():
    """Give which drawers are open: what covers something else and is not a dialog."""
    found = ["panel"] if dom.root.getAttribute("data-panel") == "true" else []
    if dom.layout() != "wide" and desk.screens.view == "viewing" and dom.root.getAttribute("data-details") == "true":
        found.append("details")
    return found + (["more"] if dom.root.getAttribute("data-more") == "true" else [])


def open_layers():
    return layers(desk.screens.view, drawers(), desk.screens.opened())


def settle_trail(*_):
    """Let the browser's Back button have a step for each thing that is open."""
    if dom.root.hidden:  # the page is being left, or loaded anew (static/viewer/cell.js): a step back would call that off
        return
    by = trail.settle(len(open_layers()))
    for number in range(by):
        js.history.pushState(trail.depth - by + number + 1, "")
    if by < 0:
        js.history.go(by)


def go_back(_):
    """The person went back: close what lies on top; a scan only after asking."""
    here = open_layers()
    for _ in range(trail.arrive(depth_of(js.history.state), len(here))):
        top = here.pop()
        if top == "scan":
            desk.screens.open("leave")
        elif top == "nothing":
            oms.close()
        elif top in ("panel", "details", "more"):
            COMMANDS[top]()
        else:
            dom.element(top + "-dialog").close()
    settle_trail()


def leave():
    dom.element("leave-dialog").close()
    oms.close()


def settle_layout(*_):
    """Follow the room and the size of the letters: the details are open at first where there is much of it."""
    layout, before = dom.layout(), dom.known.get("layout")
    if layout == before:
        return
    room = layout == "wide"
    if before is None or room != (before == "wide"):
        dom.root.setAttribute("data-details", "true" if room else "false")
        dom.attribute("details-button", "aria-pressed", "true" if room else "false")
    dom.known["layout"] = layout
    desk.panes.room(layout == "narrow")
    desk.screens.settle()


COMMANDS = {
    "next": lambda: desk.step(1),
    "previous": lambda: desk.step(-1),
    "ten-on": lambda: desk.step(10),
    "ten-back": lambda: desk.step(-10),
    "first": go(0),
    "last": go(-1),
    "next-series": lambda: desk.neighbor(1),
    "previous-series": lambda: desk.neighbor(-1),
    "cine": play,
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
    "subtract": desk.hand.subtract,
    "layers": desk.layers.toggle,
    "layers-all": desk.layers.all,
    "dismiss-note": lambda: desk.screens.note(None),
    "show-over": lambda: desk.paper.offers.show_over() if desk.paper.wanted else desk.layers.find_over(),
    "saved-view": desk.saved.toggle,
    "saved-off": lambda: desk.saved.switch(None),
    "reset": desk.hand.reset,
    "tool-scroll": lambda: desk.hand.choose_tool("scroll"),
    "tool-window": lambda: desk.hand.choose_tool("window"),
    "tool-pan": lambda: desk.hand.choose_tool("pan"),
    "tool-zoom": lambda: desk.hand.choose_tool("zoom"),
    "tool-point": lambda: desk.hand.choose_tool("point"),
    "layouts": desk.panes.pick,
    "layout-1": lay_out("1"),
    "layout-1x2": lay_out("1x2"),
    "layout-2x1": lay_out("2x1"),
    "layout-1+2": lay_out("1+2"),
    "layout-2x2": lay_out("2x2"),
    "layout-3x3": lay_out("3x3"),
    "side-by-side": desk.panes.side_by_side,
    "enlarge": desk.panes.enlarge,
    "full-screen": full_screen,
    "next-pane": lambda: desk.panes.neighbor(1),
    "previous-pane": lambda: desk.panes.neighbor(-1),
    "link": lambda: desk.panes.toggle("place"),
    "lines": lambda: desk.panes.toggle("lines"),
    "link-here": desk.linking.here,
    "hide-names": desk.hide_names,
    "disc": desk.overview.toggle,
    "disc-notes": desk.overview.lead,
    "copy-summary": desk.overview.copy,
    "copy-request": desk.screens.copy_request,
    "details": toggle("data-details", "details-button", "true"),
    "panel": toggle("data-panel", "panel-button", "false"),
    "more": toggle("data-more", "more-button", "false"),
    "veil": toggle("data-panel", "panel-button", "false"),
    "open-folder": oms.pickFolder,
    "close": oms.close,
    "restart": oms.close,
    "cancel": desk.cancel,
    "skipped": open_skipped,
    "tags": with_picture(desk.show_tags),
    "document-tags": desk.show_document_tags,
    "privacy": lambda: desk.screens.open("privacy"),
    "offline": lambda: desk.screens.open("offline"),
    "help": lambda: desk.screens.open("help"),
    "leave": leave,
    "close-dialog": desk.screens.close_dialog,
    "ask-password": desk.lock.ask,
    "unlock": desk.lock.send,
    "show-word": desk.lock.toggle,
    "save-file": lambda: desk.paper.save("file"),
    "save-text": lambda: desk.paper.save("text"),
    "print-document": desk.paper.print,
    "show-inside": desk.paper.show_inside,
    "leaf-previous": lambda: desk.paper.inside.step(-1),
    "leaf-next": lambda: desk.paper.inside.step(1),
    "leaf-smaller": lambda: desk.paper.inside.scale(-1),
    "leaf-larger": lambda: desk.paper.inside.scale(1),
    "dismiss": lambda: desk.screens.trouble(None),
    "escape": escape,
}


def on_click(event):
    """A click on anything that has `data-do`."""
    target = event.target.closest("[data-do]")
    if dom.root.getAttribute("data-more") == "true" and event.target.closest("#tools") is None:
        COMMANDS["more"]()
    if target is None or target.hasAttribute("disabled") or target.getAttribute("aria-disabled") == "true":
        return
    name = target.getAttribute("data-do")
    if name == "show-series":
        desk.choose(target.getAttribute("data-stack"))
        if desk.screens.close_dialogs():
            desk.panes.active.focus()
    elif name == "open-document":
        desk.screens.close_dialogs()
        desk.open_document(target.getAttribute("data-document"))
    elif name == "show-outlines":
        desk.layers.show_outlines(target.getAttribute("data-document"))
    elif name == "show-views":
        desk.choose(target.getAttribute("data-stack"))
        desk.show_series()  # with the section that is led to
        lead_to("views-section")
    elif name == "show-picture":
        desk.show_picture_of(target.getAttribute("data-stack"), int(target.getAttribute("data-index")))
    elif name == "saved-view":
        desk.saved.toggle(target.getAttribute("data-view"))
    elif name == "show-saved":
        desk.saved.show(desk.paper.wanted, target.getAttribute("data-stack"), int(target.getAttribute("data-index")))
    elif name == "lead":
        lead_to(target.getAttribute("data-to"))
    else:
        COMMANDS[name]()
    if event.detail and desk.screens.view == "viewing" and target.closest("#tools, #transport, #catalog") is not None:
        # After a click the keys belong to the picture again; who came by keyboard stays where he is.
        desk.panes.active.focus()


def on_key(event):
    """A key, unless it belongs to a field, an open dialog or the browser."""
    if event.defaultPrevented or event.isComposing:
        return
    target = event.target
    inside = target.tagName or ""
    key = event.key
    if inside in ("SELECT", "TEXTAREA") or (inside == "INPUT" and target.id != "slider" and target.type != "checkbox"):
        return
    if key in (" ", "Enter") and (inside in ("BUTTON", "SUMMARY", "A") or (inside == "INPUT" and target.id != "slider")):
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
    name = keyboard.command(
        key, digit=event.code, control=event.ctrlKey or event.metaKey, alt=event.altKey, presets=len(desk.details.offered)
    )
    if name is None or (not viewing and name not in ("help", "open-folder", "escape")):
        return
    event.preventDefault()
    if isinstance(name, tuple):
        desk.hand.preset(name[1])
    else:
        if name in ("next", "previous", "ten-on", "ten-back", "first", "last"):
            desk.panes.active.player.stop()
        COMMANDS[name]()


def on_slide(event):
    desk.panes.active.player.stop()
    desk.go(int(float(event.target.value)) - 1)


def on_window(event):
    """Take the number that was typed; the other one stays as it is, also beyond what its field shows of it."""
    shown = desk.state.shown
    if shown is None or shown.window is None:
        return
    center, width = shown.window
    name = event.target.id
    try:
        typed = float(event.target.value)
    except ValueError:
        typed = None
    if typed is None or (name == "width" and typed <= 0):
        dom.known.pop((name, "value"), None)  # nonsense is not taken: the field shows again what holds
        desk.details.window(shown)
        return
    wanted = (typed, width) if name == "center" else (center, typed)
    desk.hand.window(*wanted)
    if shown.window != wanted:
        held = shown.window[0 if name == "center" else 1]
        desk.screens.note(say("page.main.too_far", value=words.number(held, 6)))


def on_preset(event):
    if event.target.value != "own":
        desk.hand.preset(int(event.target.value))
    desk.panes.active.focus()


def on_speed(event):
    for pane in desk.panes.all():
        pane.player.speed(float(event.target.value))
    desk.panes.active.focus()


def touched(event):
    """The person has done something: the ring around the picture is for who uses the keyboard. While a picture is on the screen, it stays. Who reads what is on the disc has not come to it yet."""
    if event.type == "keydown":
        dom.root.setAttribute("data-keys", "true")
    elif event.type == "pointerdown":
        dom.root.removeAttribute("data-keys")
    if desk.state.shown is not None and (event.target.closest(BEFORE) is None or event.target.closest("[data-do=show-series]") is not None):
        desk.state.touched = True


def touching(command):
    """Give a command that counts as the person's own, also before there is a picture."""

    def guarded(*arguments):
        desk.state.touched = True
        return command(*arguments)

    return guarded


def start():
    document = js.document
    for kind in ("pointerdown", "keydown", "wheel"):
        dom.listen(document, kind, touched, passive=True)
    for target, kind, callback in (
        (document, "click", on_click),
        (document, "keydown", on_key),
        (dom.element("slider"), "input", on_slide),
        (dom.element("center"), "change", on_window),
        (dom.element("width"), "change", on_window),
        (dom.element("preset"), "change", on_preset),
        (dom.element("speed"), "change", on_speed),
    ):
        dom.listen(target, kind, callback)
    desk.screens.switch("welcome")
    dom.show("full-row", bool(js.document.fullscreenEnabled))  # not on an iPhone
    settle_layout()
    observer = js.ResizeObserver.new(dom.guard(settle_layout))
    observer.observe(js.document.body)
    observer.observe(dom.element("status"))  # its height follows the letters, when they are enlarged and the window is not
    exports = oms.exports
    exports.state = desk.told
    exports.views = desk.told_views
    exports.active = lambda: desk.state.active
    exports.layout = touching(desk.panes.lay_out)
    exports.activate = touching(desk.panes.activate)
    exports.step = touching(desk.step)
    exports.wl = touching(desk.hand.window)
    exports.select = touching(desk.choose)
    oms.on(dom.guard(inbox.take))
    Tips()
    Roving("tools")
    dom.after(0, guide.fill)
    dom.listen(js.window, "popstate", go_back)
    options = js.Object.new()
    options.subtree = True
    options.attributeFilter = js.Array.of("open", "data-view", "data-panel", "data-more", "data-details")
    js.MutationObserver.new(dom.guard(settle_trail)).observe(dom.root, options)
    settle_trail()


try:
    start()
except Exception as problem:  # noqa: BLE001 - whatever it is, it is told
    dom.report(problem)
