"""Every key and every button leads to an action that can be run."""

from app.page.input import keys
from app.page.update import choices
from app.page.update.commands import COMMANDS
from tests.page.update.scene import Scene, stack


def test_each_command_runs_with_a_scan_without_one_and_in_an_empty_pane() -> None:
    from app.page.update import arrangement

    for name, (action, *arguments) in COMMANDS.items():
        for scene in (Scene(), Scene(stack("a"), stack("b"))):
            scene.emit(action, *arguments)
        scene = Scene(stack("a"))
        scene.emit(arrangement.lay_out, "1x2")
        scene.emit(arrangement.activate, 2)
        scene.emit(action, *arguments)
        assert ("close",) not in scene.steps, name


def test_arrows_pages_home_and_end_go_where_the_help_says() -> None:
    for key, index in (("ArrowDown", 16), ("ArrowUp", 14), ("PageDown", 25), ("PageUp", 5), ("Home", 0), ("End", 29)):
        scene = Scene(stack("a", 30))
        assert scene.state.shown.index == 15
        action, *arguments = COMMANDS[keys.command(key)]
        scene.emit(action, *arguments)
        assert scene.state.shown.index == index


def test_the_tags_of_a_picture_are_shown_without_names_while_they_are_hidden() -> None:
    scene = Scene(stack("a"))
    scene.emit(choices.hide_names)
    (step,) = [step for step in scene.emit(choices.show_tags) if step[0] == "tags"]
    assert step[1].patient["name"] != "A^B"
