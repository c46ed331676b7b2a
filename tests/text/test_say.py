"""Sentences out of keys and facts, under CPython and in MicroPython."""

from text import say as speech
from text.say import Unknown, date, form, grouped, has, number, say, use

POLISH_LIKE = {
    "language": "xx", "direction": "ltr", "decimal": ",", "group": "\u00a0", "minus": "−", "months": ["I", "II", "III"] * 4,
    "date": "{day}. {month} {year}",
    "plural": "".join(["0" if n == 1 else "1" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "2" for n in range(200)]),
    "sentences": {"files": ["{n} plik", "{n} pliki", "{n} plików"], "spacing": "co {mm} mm w {name}", "plain": "bez faktów", "braces": "{{x}}"},
}  # fmt: skip


def spoken(check):
    before = speech.spoken.facts
    use(POLISH_LIKE)
    try:
        check()
    finally:
        use(before)


def test_a_sentence_takes_the_form_that_goes_with_its_count():
    def check():
        said = [say("files", n=count) for count in (1, 2, 5, 12, 22, 112, 1000, 1002, 1012)]
        assert said == [
            "1 plik", "2 pliki", "5 plików", "12 plików", "22 pliki", "112 plików", "1\u00a0000 plików", "1\u00a0002 pliki", "1\u00a0012 plików",
        ]  # fmt: skip

    spoken(check)


def test_numbers_stand_as_the_language_writes_them_and_texts_as_they_are():
    def check():
        assert say("spacing", mm=1.5, name="{0} <b> %s") == "co 1,5 mm w {0} <b> %s"
        assert number(-3.0) == "−3"
        assert number(0.126, 2) == "0,13"
        assert number(None) == number(float("nan")) == ""
        assert grouped(-1234567) == "−1\u00a0234\u00a0567"

    spoken(check)


def test_a_sentence_without_facts_is_as_it_stands_and_braces_can_be_written():
    def check():
        assert say("plain") == "bez faktów"
        assert say("braces") == "{x}"

    spoken(check)


def test_a_day_is_written_in_the_order_of_the_language():
    def check():
        assert date(2024, 2, 3) == "3. II 2024"

    spoken(check)


def test_a_key_without_a_sentence_is_unknown():
    def check():
        assert has("plain")
        assert not has("nothing")
        try:
            say("nothing")
        except Unknown:
            return
        raise AssertionError

    spoken(check)


def test_english_is_spoken_where_nobody_chose_another_language():
    assert speech.language()["language"] == "en"
    assert [form(count) for count in (0, 1, 2, 101, 1001)] == [1, 0, 1, 1, 1]
    assert date(2024, 1, 31) == "31 January 2024"
