"""The commands that buttons and keys have in common, by their names: what each of them does to the state."""

from app.page.update import arrangement, choices, gestures, layers, linking, looks, pictures, reading, saved

__all__ = ["COMMANDS"]

COMMANDS = {
    # name -> action and its arguments
    "next": (pictures.step, 1),
    "previous": (pictures.step, -1),
    "ten-on": (pictures.step, 10),
    "ten-back": (pictures.step, -10),
    "first": (pictures.to_end, False),
    "last": (pictures.to_end, True),
    "next-series": (pictures.neighbor, 1),
    "previous-series": (pictures.neighbor, -1),
    "zoom-in": (looks.zoom, looks.ZOOM_STEP),
    "zoom-out": (looks.zoom, 1 / looks.ZOOM_STEP),
    "fit": (looks.fit,),
    "one-to-one": (looks.one_to_one,),
    "rotate-right": (looks.turn, 1),
    "rotate-left": (looks.turn, -1),
    "flip-horizontal": (looks.flip, True),
    "flip-vertical": (looks.flip, False),
    "invert": (looks.invert,),
    "overlays": (looks.overlays,),
    "subtract": (looks.subtract,),
    "reset": (looks.reset,),
    "layers": (layers.toggle,),
    "layers-all": (layers.show_all,),
    "saved-view": (saved.toggle,),
    "saved-off": (saved.switch, None),
    "side-by-side": (arrangement.side_by_side,),
    "enlarge": (arrangement.enlarge,),
    "next-pane": (arrangement.neighbor, 1),
    "previous-pane": (arrangement.neighbor, -1),
    "link": (linking.toggle, "place"),
    "lines": (linking.toggle, "lines"),
    "link-here": (linking.here,),
    "hide-names": (choices.hide_names,),
    "tags": (choices.show_tags,),
    "skipped": (reading.show_skipped,),
    "cancel": (reading.cancel,),
}
COMMANDS.update({"tool-" + tool: (gestures.choose_tool, tool) for tool in ("scroll", "window", "pan", "zoom", "point")})
