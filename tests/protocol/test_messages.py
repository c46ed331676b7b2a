"""Messages are refused where they are made and where they come in. These tests run in MicroPython as well."""

import json

from app.protocol.messages import heard_in_cell, heard_in_page, to_cell, to_page

PROBE = {"view": 1, "stack": "s1", "index": 3, "row": 4, "column": 5}


def refused(check: object, *arguments: object) -> str:
    """The words with which something is refused."""
    try:
        check(*arguments)
    except ValueError as problem:
        return str(problem)
    raise AssertionError(arguments)


def test_a_message_has_all_the_fields_of_the_table_and_no_others() -> None:
    assert json.loads(to_cell("probe", PROBE)) == PROBE
    lacking = {key: value for key, value in PROBE.items() if key != "row"}
    for fields in (lacking, dict(lacking, line=4), dict(PROBE, more=None), {}):
        assert "has the fields view, stack, index, row, column, not " in refused(to_cell, "probe", fields)
        assert "has the fields view, stack, index, row, column, not " in refused(heard_in_cell, "probe", json.dumps(fields))


def test_a_message_that_nobody_knows_is_refused_at_both_ends() -> None:
    for check, fields in ((to_cell, {}), (to_page, {}), (heard_in_cell, "{}"), (heard_in_page, "{}")):
        assert refused(check, "unheard", fields) == "no such message: unheard"


def test_a_message_is_of_one_direction() -> None:
    assert to_cell("cancel", {}) == "{}"
    assert refused(to_page, "cancel", {}) == "no such message: cancel"
    assert refused(heard_in_page, "cancel", "{}") == "no such message: cancel"


def test_a_name_that_both_sides_use_is_told_apart_by_its_direction() -> None:
    assert to_cell("skipped", {}) == "{}"
    told = {"files": [], "counts": {}}
    assert json.loads(to_page("skipped", told)) == told == heard_in_page("skipped", json.dumps(told))


def test_what_comes_in_is_what_was_sent() -> None:
    assert heard_in_cell("probe", to_cell("probe", PROBE)) == PROBE
    trouble = {"text": "It broke.", "fatal": False}
    assert heard_in_page("trouble", to_page("trouble", trouble)) == trouble


def test_the_page_hears_its_own_scripts_as_well() -> None:
    assert heard_in_page("closed", "{}") == {}
    assert "has the fields state, text, not state" in refused(heard_in_page, "core", '{"state": "failed"}')
