"""Where the Back button leads."""

from app.page.input.back import Trail, layers


def test_a_scan_lies_below_its_drawers_and_dialogs_lie_on_top() -> None:
    assert layers("viewing", ["panel"], ["help"]) == ["scan", "panel", "help"]
    assert layers("welcome", [], ["help"]) == ["help"]
    assert layers("nothing", [], []) == ["nothing"]
    assert layers(None, [], []) == []


def test_each_layer_that_opens_is_a_step_and_each_that_closes_takes_it_back() -> None:
    trail = Trail(0)
    assert trail.settle(2) == 2
    assert trail.settle(2) == 0
    assert trail.settle(1) == -1
    assert trail.settle(3) == 0  # the browser has not gone back yet
    assert trail.arrive(1, 3) == 0  # its own step back closes nothing
    assert trail.settle(3) == 2


def test_a_step_back_of_the_person_closes_as_many_layers_as_it_goes() -> None:
    trail = Trail(0)
    trail.settle(3)
    assert trail.arrive(2, 3) == 1
    assert trail.settle(2) == 0
    assert trail.arrive(0, 2) == 2


def test_forward_to_a_step_that_is_no_more_is_gone_back() -> None:
    trail = Trail(0)
    trail.settle(2)
    trail.arrive(1, 2)
    assert trail.settle(1) == 0
    assert trail.arrive(2, 1) == 0
    assert trail.settle(1) == -1


def test_a_page_that_is_loaded_anew_deep_in_its_history_goes_up() -> None:
    assert Trail(2).settle(0) == -2
