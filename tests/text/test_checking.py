"""Keys that are missing or unused, and sentences that do not get their facts, are found."""

from pathlib import Path

import pytest

from text import checking, compiling
from text.checking import faults, translations

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def catalog(folder: Path, **texts: str) -> None:
    entries = "".join(f'msgctxt "{key.replace("__", ".")}"\nmsgid "{text}"\nmsgstr ""\n\n' for key, text in texts.items())
    (folder / "en.po").write_text(HEAD + entries, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiling, "FOLDER", tmp_path)
    for name in ("app", "viewer", "static"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_key_that_no_catalog_has_and_a_sentence_that_nobody_says_are_faults(tree: Path) -> None:
    catalog(tree, page__here="Here", page__unused="Unused")
    (tree / "app" / "a.py").write_text('from text.say import say\nsay("page.here")\nsay("page.gone")\n', encoding="utf-8")
    found = "\n".join(faults(tree))
    assert "app/a.py:3: no sentence has the key page.gone" in found
    assert "nobody says page.unused" in found
    assert "page.here" not in found


def test_facts_that_a_sentence_takes_and_does_not_get_are_a_fault(tree: Path) -> None:
    catalog(tree, page__size="{mm} mm in {name}")
    (tree / "app" / "a.py").write_text('from text.say import say\nsay("page.size", mm=1)\n', encoding="utf-8")
    assert faults(tree) == ["app/a.py:2: page.size takes mm, name and gets mm"]


def test_facts_in_scripts_are_held_against_the_sentence_as_well(tree: Path) -> None:
    catalog(tree, script__size="{mm} mm in {name}")
    script = tree / "static" / "a.js"
    for call in (
        'say("script.size", { mm: Math.round(wide / 2, [1, { a: 1 }]), name })', "say(`script.size`, {\n  mm: `a, ${b}`,\n  name: 'x }',\n})",
        'say("script.size", facts)', 'say("script.size", { ...facts, mm })',
    ):  # fmt: skip
        script.write_text(call, encoding="utf-8")
        assert faults(tree) == [], call
    script.write_text('\nsay("script.size", { mm: { name: 1 } })', encoding="utf-8")
    assert faults(tree) == ["static/a.js:2: script.size takes mm, name and gets mm"]
    script.write_text('say("script.size")', encoding="utf-8")
    assert faults(tree) == ["static/a.js:1: script.size takes mm, name and gets nothing"]


def test_what_begins_as_a_key_stands_for_all_that_begin_so(tree: Path) -> None:
    catalog(tree, page__kind__CT="CT scan", page__kind__MR="MRI scan")
    (tree / "viewer" / "a.py").write_text('from text.say import say\nsay("page.kind." + code)\n', encoding="utf-8")
    assert faults(tree) == []
    (tree / "viewer" / "a.py").write_text('from text.say import say\nsay(f"page.sort.{code}")\n', encoding="utf-8")
    assert "viewer/a.py:2: no sentence begins with page.sort." in faults(tree)


def test_an_error_takes_the_sentences_of_its_code(tree: Path) -> None:
    catalog(tree, core__error__short__found="Only {there} bytes", core__error__short__do="Copy it again")
    (tree / "viewer" / "a.py").write_text('raise BrokenFile("short", there=2)\n', encoding="utf-8")
    assert faults(tree, {"BrokenFile": frozenset()}) == []
    (tree / "viewer" / "a.py").write_text('raise BrokenFile("short")\n', encoding="utf-8")
    assert faults(tree, {"BrokenFile": frozenset()}) == ["viewer/a.py:1: core.error.short.found takes there and gets nothing"]


def test_a_sentence_that_errors_share_stands_for_one_of_their_own(tree: Path) -> None:
    catalog(tree, core__error__short__found="Short", core__error__short__do="Copy it", core__do__again="Copy {what} again")
    (tree / "viewer" / "a.py").write_text('raise BrokenFile("short", do="again" if disc else "gone")\n', encoding="utf-8")
    assert faults(tree, {"BrokenFile": frozenset()}) == [
        "viewer/a.py:1: no sentence has the key core.do.gone",
        "nobody says core.error.short.do",
        "viewer/a.py:1: core.do.again takes what and gets nothing",
    ]


def test_facts_that_an_error_adds_by_itself_need_not_be_given(tree: Path) -> None:
    catalog(tree, core__error__torn__found="Torn ({kind})")
    (tree / "viewer" / "a.py").write_text('raise unforeseen("torn", error)\n', encoding="utf-8")
    assert faults(tree, {"unforeseen": frozenset(["kind"])}) == []


def test_an_error_that_gives_itself_a_code_is_read_as_well(tree: Path) -> None:
    catalog(tree, core__error__full__found="Full")
    code = "class {}(Exception):\n    def __init__(self) -> None:\n        super().__init__('full')\n"
    (tree / "viewer" / "a.py").write_text(code.format("Full"), encoding="utf-8")
    assert faults(tree, {"Full": frozenset()}) == []
    (tree / "viewer" / "a.py").write_text(code.format("Other"), encoding="utf-8")
    assert faults(tree, {"Full": frozenset()}) == ["nobody says core.error.full.found"]


def test_scripts_and_markup_are_read_as_well(tree: Path) -> None:
    catalog(tree, script__lost="Lost", site__title="Title", page__tip="Tip")
    (tree / "static" / "a.js").write_text('say("script.lost")', encoding="utf-8")
    (tree / "static" / "a.html").write_text('<h1>{{t:site.title}}</h1><button data-t-aria-label="page.tip"></button>', encoding="utf-8")
    assert faults(tree) == []


def test_others_that_are_called_say_are_not_meant(tree: Path) -> None:
    catalog(tree, page__here="Here")
    (tree / "app" / "a.py").write_text('from text.say import say\nsay("page.here")\nself.outlet.say("picture", x=1)\n', encoding="utf-8")
    (tree / "app" / "b.py").write_text('say("done")\n', encoding="utf-8")
    assert faults(tree) == []


def test_the_catalogs_of_the_repository_fit_its_code_and_each_other() -> None:
    assert faults(Path(checking.__file__).parents[1], checking.ERRORS) == []
    assert translations() == []


def test_a_sentence_that_is_kept_to_be_said_later_is_a_use_as_well(tree: Path) -> None:
    catalog(tree, core__short="{there} bytes")
    kept = "from viewer.telling import Sentence\n"
    (tree / "viewer" / "a.py").write_text(kept + 'Sentence("core.short", there=2)\n', encoding="utf-8")
    assert faults(tree) == []
    (tree / "viewer" / "a.py").write_text(kept + 'Sentence("core.short")\n', encoding="utf-8")
    assert faults(tree) == ["viewer/a.py:2: core.short takes there and gets nothing"]
    (tree / "viewer" / "a.py").write_text('Sentence("core.short", there=2)\n', encoding="utf-8")  # another's
    assert faults(tree) == ["nobody says core.short"]
