"""The keyboard."""

from app.page.input.keys import GESTURES, KEYS, command, gesture_rows, help_rows


def test_every_key_means_one_thing() -> None:
    keys = [key for _, names, _ in KEYS for key in names]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if "2" <= key <= "9"]


def test_arrows_scroll_and_letters_work_with_and_without_shift() -> None:
    assert command("ArrowDown") == "next"
    assert command("ArrowUp") == "previous"
    assert command("PageDown") == "ten-on"
    assert command("h") == command("H") == "hide-names"
    assert command("1") == "one-to-one"
    assert command("?") == "help"
    assert command("ß") is None


def test_with_shift_the_digits_are_layouts_whatever_the_keyboard_writes_there() -> None:
    assert command("!", digit="Digit1") == "layout-1"
    assert command("&", digit="Digit6") == "layout-3x3"
    assert command("2", digit="Digit2", presets=7) == ("preset", 0)


def test_on_a_french_keyboard_digits_are_written_with_shift_and_mean_the_same() -> None:
    assert command("2", digit="Digit2", presets=7) == ("preset", 0)
    assert command("é", digit="Digit2", presets=7) == "layout-1x2"
    assert command("-", digit="Digit6") == "zoom-out"


def test_other_digits_and_letters_are_no_layouts() -> None:
    assert command("(", digit="Digit9", presets=7) is None
    assert command("H", digit="KeyH") == "hide-names"


def test_what_belongs_to_the_browser_is_left_to_it() -> None:
    assert command("r", control=True) is None
    assert command("ArrowLeft", alt=True) is None


def test_digits_are_presets_as_far_as_there_are_any() -> None:
    assert command("2", presets=3) == ("preset", 0)
    assert command("4", presets=3) == ("preset", 2)
    assert command("5", presets=3) is None


def test_the_help_says_every_key() -> None:
    assert len(help_rows()) == len(KEYS)
    assert all(written and words for written, words in help_rows())


def test_the_help_says_every_gesture_by_mouse_and_by_touch() -> None:
    assert len(gesture_rows()) == len(GESTURES)
    assert gesture_rows()[0] == ("Wheel", "One finger: up for the next", "Scroll through the pictures")
