"""Catalogs become JSON, and two languages that nobody speaks are made out of English."""

from pathlib import Path

import pytest

from text import compiling
from text.compiling import Faulty, compiled, sentences

HEAD = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
ENGLISH = (
    'msgctxt "page.hello"\nmsgid "Hello {name}, <b>welcome</b>"\nmsgstr ""\n\n'
    'msgctxt "core.files"\nmsgid "{n} file"\nmsgid_plural "{n} files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
)


@pytest.fixture
def catalogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiling, "FOLDER", tmp_path)
    (tmp_path / "en.po").write_text(HEAD.format("en") + ENGLISH, encoding="utf-8")
    return tmp_path


def test_english_comes_from_the_sentences_themselves(catalogs: Path) -> None:
    assert sentences("en") == {"page.hello": "Hello {name}, <b>welcome</b>", "core.files": ["{n} file", "{n} files"]}


def test_only_the_areas_that_are_wanted_are_compiled(catalogs: Path) -> None:
    assert list(compiled("en", ["core"])["sentences"]) == ["core.files"]


def test_another_language_brings_its_sentences_numbers_and_plurals(catalogs: Path) -> None:
    translated = (
        'msgctxt "page.hello"\nmsgid "Hello {name}, <b>welcome</b>"\nmsgstr "Hallo {name}"\n\n'
        'msgctxt "core.files"\nmsgid "{n} file"\nmsgid_plural "{n} files"\nmsgstr[0] "{n} Datei"\nmsgstr[1] "{n} Dateien"\n'
    )
    (catalogs / "de.po").write_text(HEAD.format("de") + translated, encoding="utf-8")
    german = compiled("de")
    assert german["sentences"]["core.files"] == ["{n} Datei", "{n} Dateien"]
    assert (german["decimal"], german["group"], german["date"], german["months"][2]) == (",", ".", "{day}. {month} {year}", "März")


def test_the_accented_language_keeps_placeholders_and_marks_and_is_longer(catalogs: Path) -> None:
    said = compiled("en-XA")["sentences"]["page.hello"]
    assert said.startswith("⟦Hé") and said.endswith("⟧")
    assert "{name}" in said and "<b>" in said
    assert len(said) > 1.25 * len("Hello {name}, <b>welcome</b>")


def test_the_mirrored_language_runs_from_right_to_left(catalogs: Path) -> None:
    assert compiled("ar-XB")["direction"] == "rtl"


def test_two_sentences_of_one_key_are_refused(catalogs: Path) -> None:
    (catalogs / "en.po").write_text(HEAD.format("en") + ENGLISH + '\nmsgctxt "page.hello"\nmsgid "Hi"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(Faulty, match=r"page\.hello"):
        sentences("en")


def test_a_sentence_without_a_key_is_refused(catalogs: Path) -> None:
    (catalogs / "en.po").write_text(HEAD.format("en") + 'msgid "Hi"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(Faulty, match="no key"):
        sentences("en")
