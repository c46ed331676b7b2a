"""What the page says."""

from app.page.facts import words


def test_dates_are_written_out_and_nonsense_stays() -> None:
    assert words.date("20240131") == "31 January 2024"
    assert words.date("2024.01.31") == "31 January 2024"
    assert words.date("20241399") == "20241399"
    assert words.date("2024") == "2024"
    assert words.date(None) == ""


def test_times() -> None:
    assert words.time("140533.25") == "14:05"
    assert words.time("99") == ""
    assert words.time("") == ""


def test_a_person_without_a_name() -> None:
    assert words.name("Maria del Carmen García") == "Maria del Carmen García"
    assert words.name("") == "No name in the file"
    assert words.name(None) == "No name in the file"


def test_sizes() -> None:
    assert words.size(0) == "0 bytes"
    assert words.size(1) == "1 byte"
    assert words.size(999) == "999 bytes"
    assert words.size(1400) == "1.4 kB"
    assert words.size(73_400_000) == "73 MB"
    assert words.size(999_900_000) == "1 GB"
    assert words.size(None) == "0 bytes"


def test_fields_for_numbers_take_them_in_no_language() -> None:
    assert [words.plain(-600.4, 0), words.plain(2.5, 1), words.plain(-0.01, 1), words.plain(0.05, 3)] == ["-600", "2.5", "0", "0.05"]


def test_lengths_of_scale_bars() -> None:
    assert words.length(50) == "50 mm"
    assert words.length(0.5) == "0.5 mm"
    assert words.length(0.05) == "50 µm"


def test_windows_have_the_decimals_that_they_deserve() -> None:
    assert words.window(40, 400) == ("40", "400")
    assert words.window(-600.4, 1500) == ("−600", "1500")
    assert words.window(2.54, 5.02) == ("2.5", "5")
    assert words.window(0.0123, 0.05) == ("0.012", "0.05")


def test_kinds_of_scan_in_plain_words() -> None:
    assert words.kind("CT") == "CT scan"
    assert words.kind("MR") == "MRI scan"
    assert words.kind("QQ") == "QQ"
    assert words.kind("") == "Pictures"


def test_a_series_is_called_what_the_hospital_called_it_or_what_it_is() -> None:
    assert words.series_title({"description": "t2_tse  sag", "modality": "MR"}, {"label": ""}) == "t2 tse sag"
    assert words.series_title({"description": "", "modality": "DX", "body_part": "HAND"}, {}) == "X-ray, hand"
    assert words.series_title({"description": "x", "modality": "CT"}, {"label": "part 2"}) == "x · part 2"


def test_a_study_without_a_description_is_called_by_its_kinds() -> None:
    series = [{"modality": "PT"}, {"modality": "CT"}, {"modality": "CT"}]
    assert words.study_title({"description": "", "series": series}) == "PET scan and CT scan"
    assert words.study_title({}) == "Examination"


def test_videos_say_how_long_they_are() -> None:
    assert words.pictures({"frames": 48, "kind": "time", "rate": 24}) == "Video · 48 frames · 2\u00a0s"
    assert words.pictures({"frames": 48, "kind": "time", "rate": None}) == "Video · 48 frames"
    assert words.pictures({"frames": 1, "kind": "single"}) == "1 picture"


def test_facts_leave_out_what_is_not_known() -> None:
    rows = dict(words.facts({"modality": "CT", "number": None}, {"frames": 3, "rows": 0, "spacing": None}))
    assert rows == {"Kind": "CT scan", "Pictures": "3 pictures"}
    stack = {
        "frames": 3,
        "rows": 2,
        "columns": 4,
        "spacing": [0.5, 0.7, 1.25],
        "geometry": {"verdict": "even", "text": "even"},
        "syntax": "JPEG",
    }
    assert dict(words.facts({"modality": "CT", "number": 0}, stack))["Slice spacing"] == "1.25 mm"
    rows = dict(words.technical({"modality": "CT", "number": 0}, stack))
    assert rows["Size"] == "4 × 2 pixels"
    assert rows["One pixel is"] == "0.7 × 0.5 mm"
    assert rows["In space"] == "Even"
    assert rows["Stored as"] == "JPEG"
    assert rows["Series number"] == "0"


def test_pictures_without_places_are_not_told_where_they_are() -> None:
    for verdict in ("single", "time", "none"):
        stack = {"frames": 3, "geometry": {"verdict": verdict, "text": "Pictures of the same place."}}
        assert "In space" not in dict(words.technical({"modality": "US", "number": None}, stack))


def test_what_is_odd_about_the_places_is_told_to_everybody() -> None:
    for verdict in ("gaps", "uneven", "repeated", "mixed"):
        stack = {"frames": 3, "geometry": {"verdict": verdict, "text": "2 pictures seem to be missing."}}
        assert dict(words.facts({"modality": "CT"}, stack))["Please note"] == "2 pictures seem to be missing."
        assert "In space" not in dict(words.technical({"modality": "CT"}, stack))


def test_what_one_should_know_of_a_picture_is_told_beside_its_facts() -> None:
    stack = {"frames": 3, "notices": ["Compressed: fine detail may be lost", "A saved screen"]}
    said = [text for what, text in words.facts({"modality": "CT"}, stack) if what == "Please note"]
    assert said == ["Compressed: fine detail may be lost.", "A saved screen."]


def test_the_scale_and_the_color_profile_are_technical() -> None:
    stack = {"frames": 1, "spacing_note": "Measured at the detector: the body part itself is smaller", "color_profile": "sRGB"}
    rows = dict(words.technical({"modality": "DX"}, stack))
    assert rows["Scale"] == "Measured at the detector: the body part itself is smaller"
    assert rows["Color profile"] == "sRGB"
    rows = dict(words.technical({"modality": "XC"}, dict(stack, color_profile="Adobe RGB (1998)")))
    assert rows["Color profile"] == "Adobe RGB (1998); it is not applied, so colors may look a little different"


def test_what_was_added() -> None:
    assert words.added((1, 2, 30, 0), (2, 5, 1230, 0)) == "Added: 1 patient, 3 series"
    assert words.added((1, 2, 30, 0), (1, 3, 31, 0)) == "Added: 1 series"
    assert words.added((1, 2, 30, 0), (1, 2, 1230, 0)) == "Added: 1,200 pictures"
    assert words.added((1, 2, 30, 0), (1, 2, 30, 1)) == "Added: 1 document"
    assert words.added((1, 2, 30, 1), (1, 3, 60, 3)) == "Added: 1 series, 2 documents"
    assert words.added((1, 2, 30, 4), (1, 2, 30, 4)).startswith("Nothing was added")


def test_progress_in_words() -> None:
    told = {"files": 40, "total": None, "images": 36, "bytes": 21e6}
    assert words.progress(told) == "40 files · 36 pictures · 21 MB"
    told["total"] = 143
    assert words.progress(told).startswith("40 of 143 files")
    assert words.progress({"files": 1204, "total": 3000}).startswith("1,204 of 3,000 files")
    assert words.progress({"files": 12, "total": 5}).startswith("12 files ")  # a total that is behind is none
    assert words.progress({"reading": True}) == "0 files · 0 pictures"


def test_per_cent() -> None:
    assert words.percent(1, None) is None
    assert words.percent(5, 10) == 50
    assert words.percent(20, 10) == 100


def test_what_is_locked_is_told_with_the_name_of_the_archive() -> None:
    assert words.locked({"files": 1, "archives": ["exam.zip"]}) == "1 file in exam.zip is locked with a password."
    told = {"files": 402, "archives": ["CD/a.zip", "CD/b.zip"]}
    assert words.locked(told) == "402 files in a.zip and b.zip are locked with a password."
    assert words.locked(told, hidden=True) == "402 files are locked with a password."
    assert words.locked({"files": 2, "archives": ["a", "b", "c"]}) == "2 files in a and 2 more archives are locked with a password."


def test_how_long_the_old_way_of_locking_takes_is_told_where_it_takes_long() -> None:
    assert words.slow({"slow": 0}) == words.slow({"slow": 900_000}) == ""
    assert "less than a minute" in words.slow({"slow": 8_000_000})
    assert "about 10 minutes" in words.slow({"slow": 110_000_000})


def test_what_is_skipped_is_counted_by_what_it_is() -> None:
    assert words.left_out({"skipped": 1}) == "1 file skipped"
    assert words.left_out({"skipped": 16, "documents": 3, "copies": 1}) == "3 documents; 1 second copy and 12 other files skipped"
    assert words.left_out({"skipped": 3, "documents": 3, "copies": 0}) == "3 documents"
    many = {"skipped": 9, "documents": 1, "copies": 2}
    assert words.left_out(many, broken=5) == "1 document; 5 files could not be opened; 2 second copies and 1 other file skipped"
    assert words.left_out({"skipped": 1}, broken=1) == "1 file could not be opened"
    assert words.left_out({"skipped": 2, "documents": 0, "copies": 2}) == "2 second copies skipped"


def test_how_pictures_lie_to_each_other_is_not_told_while_more_of_them_come() -> None:
    stack = {"frames": 3, "spacing": [1, 1, 4.5], "geometry": {"verdict": "uneven", "text": "Unevenly spaced."}}
    assert "Please note" in dict(words.facts({"modality": "CT"}, stack))
    assert set(dict(words.facts({"modality": "CT"}, stack, reading=True))) == {"Kind", "Pictures"}
    even = dict(stack, geometry={"verdict": "even", "text": "Evenly spaced."})
    assert "In space" in dict(words.technical({"modality": "CT"}, even))
    assert "In space" not in dict(words.technical({"modality": "CT"}, even, reading=True))


def test_how_a_picture_came_about_is_technical() -> None:
    stack = {"frames": 1, "origin": "Calculated from other pictures, not taken directly"}
    assert dict(words.technical({"modality": "MR"}, stack))["Made"].startswith("Calculated")
    assert "Please note" not in dict(words.facts({"modality": "MR"}, stack))


def test_the_unit_of_pet_is_told_with_where_it_comes_from() -> None:
    series = {"modality": "PT", "description": "", "body_part": ""}
    rows = words.facts(series, {"frames": 3, "uptake": {"unit": "SUVbw", "text": "Worked out.", "missing": []}})
    assert ("Values", "SUVbw. Worked out.") in rows
    assert not [what for what, _ in words.facts(series, {"frames": 3, "uptake": None}) if what == "Values"]


def test_the_files_word_for_a_body_part_is_told_in_the_words_of_the_plain_names() -> None:
    assert words.subtitle({"modality": "DX", "body_part": "EXTREMITY"}) == "X-ray · arm or leg"
    assert words.subtitle({"modality": "SEG", "body_part": "HEADNECK"}) == "Marked areas · head and neck"
    assert words.sex("O") == "sex: other"


def test_gaps_between_marked_areas_need_no_note() -> None:
    gaps = {"verdict": "gaps", "text": "1 picture seems to be missing."}
    series = {"modality": "SEG", "description": "", "body_part": ""}
    assert "Please note" not in dict(words.facts(series, {"frames": 2, "modality": "SEG", "geometry": gaps}))
    assert "Please note" in dict(words.facts(series, {"frames": 2, "modality": "CT", "geometry": gaps}))


def test_of_pet_it_is_said_why_it_is_bright_on_dark_and_how_to_turn_it() -> None:
    told = dict(words.facts({"modality": "PT"}, {"frames": 3, "modality": "PT"}))
    assert "Swap black and white (I)" in told["Shown"]
    assert "Shown" not in dict(words.facts({"modality": "CT"}, {"frames": 3, "modality": "CT"}))
