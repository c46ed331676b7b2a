"""The list of all elements of a file: what is open in it, what a search finds, what is hidden with the names."""

from app.page.facts.taglist import Line, TagList, value

REFERENCED, CODES = 0x00081140, 0x00400555


def row(
    number: str,
    name: str,
    text: str = "",
    *,
    vr: str = "LO",
    private: bool = False,
    identifying: bool = False,
    items: "int | None" = None,
) -> "dict[str, object]":
    keyword = name.replace(" ", "")
    return {
        "number": number, "name": name, "keyword": keyword, "vr": vr, "text": text, "private": private, "identifying": identifying,
        "items": items,
    }  # fmt: skip


TOP = [
    row("0008,0060", "Modality", "CT", vr="CS"),
    row("0008,1140", "Referenced Image Sequence", "2 items", vr="SQ", items=2, identifying=True),
    row("0009,1001", "Private element", "Hospital Süd", private=True),
    row("0010,0010", "Patient Name", "Müller^Jörg", vr="PN", identifying=True),
    row("0018,1030", "Protocol", "Head of Müller"),
    row("0040,0555", "Codes", "1 item", vr="SQ", items=1),
    row("0040,A730", "Content Sequence", "0 items", vr="SQ", items=0),
]


def opened(words: "set[str] | None" = None) -> TagList:
    told = TagList(words)
    told.take((), TOP, None)
    return told


def texts(lines: "list[Line]") -> "list[tuple[int, str]]":
    return [(line.depth, line.row["name"] if line.row else line.text) for line in lines]


def test_before_the_file_is_read_that_is_said() -> None:
    assert texts(TagList().lines()) == [(0, "Reading …")]


def test_sequences_are_folded_until_they_are_opened() -> None:
    told = opened()
    assert [line.depth for line in told.lines()] == [0] * 7
    assert [line.row["name"] for line in told.lines() if line.key is not None] == ["Referenced Image Sequence", "Codes"]


def test_the_only_item_of_a_sequence_is_opened_with_it_and_read_once() -> None:
    told = opened()
    key = ((CODES, 0),)
    assert told.lines()[5].key == key
    assert told.toggle(key) == key
    assert texts(told.lines())[5:7] == [(0, "Codes"), (1, "Reading …")]
    told.take(key, [row("0008,0100", "Code Value", "T-1")], None)
    assert texts(told.lines())[5:7] == [(0, "Codes"), (1, "Code Value")]
    assert told.toggle(key) is None
    assert len(told.lines()) == 7
    assert told.toggle(key) is None


def test_of_several_items_each_is_opened_by_itself() -> None:
    told = opened()
    assert told.toggle(told.lines()[1].key) is None
    assert texts(told.lines())[1:4] == [(0, "Referenced Image Sequence"), (1, "Item 1 of 2"), (1, "Item 2 of 2")]
    second = told.lines()[3].key
    assert told.toggle(second) == second == ((REFERENCED, 1),)
    told.take(second, [], None)
    assert texts(told.lines())[3:5] == [(1, "Item 2 of 2"), (2, "There is nothing in it.")]


def test_what_could_not_be_read_is_told_in_its_place() -> None:
    told = opened()
    told.toggle(((CODES, 0),))
    told.take(((CODES, 0),), [], "This part of the file is damaged.")
    assert texts(told.lines())[6] == (1, "This part of the file is damaged.")


def test_a_search_looks_into_numbers_names_keywords_and_values() -> None:
    told = opened()
    for search, found in (
        ("modal", ["Modality"]),
        ("00100010", ["Patient Name"]),
        ("(0010,0010)", ["Patient Name"]),
        ("PatientName", ["Patient Name"]),
        ("MÜLLER", ["Patient Name", "Protocol"]),
        ("0040,a7", ["Content Sequence"]),
        ("xyz", []),
    ):
        assert [line.row["name"] for line in told.lines(search)] == found, search
    assert told.folded()
    assert told.count() == 7


def test_what_is_found_in_a_sequence_is_shown_with_what_it_is_in() -> None:
    told = opened()
    told.toggle(told.lines()[1].key)
    for index in (0, 1):
        told.toggle(((REFERENCED, index),))
        told.take(((REFERENCED, index),), [row("0008,1155", "Instance", "1.2." + str(index))], None)
    assert texts(told.lines("1.2.1")) == [(0, "Referenced Image Sequence"), (1, "Item 2 of 2"), (2, "Instance")]
    assert len(told.lines("referenced")) == 5
    assert told.folded()
    told.toggle(((CODES, 0),))
    told.take(((CODES, 0),), [], None)
    assert not told.folded()


def test_with_names_hidden_no_value_tells_who_it_is_and_no_search_finds_it() -> None:
    told = opened({"müller", "jörg"})
    assert [line.text for line in told.lines()] == ["CT", "2 items", "hidden", "hidden", "Head of …", "1 item", "0 items"]
    assert told.lines("jörg") == told.lines("süd") == []
    told.toggle(((REFERENCED, 0),))
    told.take(((REFERENCED, 0),), [row("0008,0100", "Code Value", "T-1")], None)
    told.toggle(told.lines()[1].key)
    assert [line.text for line in told.lines()][2:4] == ["Item 1 of 2", "hidden"]


def test_names_of_doctors_are_hidden_wherever_they_stand() -> None:
    assert value(row("0040,A123", "Person Name", "House^Gregory", vr="PN"), set()) == "hidden"
    assert value(row("0040,A123", "Person Name", "House^Gregory", vr="PN"), None) == "House^Gregory"
    assert value(row("0040,A123", "Person Name", "", vr="PN"), set()) == ""
