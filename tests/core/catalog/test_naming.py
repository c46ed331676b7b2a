"""Series and studies are named in everybody's words, by what the tags and the places say and by nothing else."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.made import entry
from viewer.catalog.catalog import Catalog
from viewer.catalog.naming import for_planning, name_of, series_name, study_name
from viewer.catalog.scan import scan
from viewer.image.about import About
from viewer.space.plane import Plane, plane_of

SIDE = plane_of([0, 0, 0], [0, 1, 0, 0, 0, -1])
FRONT = plane_of([0, 0, 0], [1, 0, 0, 0, 0, -1])
ACROSS = plane_of([0, 0, 0], [1, 0, 0, 0, 1, 0])


def tags(modality: str, series: str = "", body_part: str = "", **others: object) -> About:
    """What a file tells: empty where not said."""
    empty = {"sop_class": "", "study": "", "protocol": "", "view": "", "agent": "", "kernel": "", "options": "", "contrast": ""}
    return About(
        **{"modality": modality, "series": series, "body_part": body_part, "image_type": (), "sides": frozenset(), **empty, **others}
    )


MRI = [
    # description, body part, plane by the numbers, name; the descriptions are real ones
    ("T2 TSE FS SAG", "KNEE", SIDE, "MR knee, seen from the side; fluid bright, fat dark"),
    ("SAG DP FS .", "KNEE", SIDE, "MR knee, seen from the side; fluid bright, fat dark"),
    ("SAG T1", "KNEE", SIDE, "MR knee, seen from the side; fat bright, fluid dark"),
    ("CORO DP FS", "KNEE", FRONT, "MR knee, seen from the front; fluid bright, fat dark"),
    ("PDW_SPAIR_cor", "", FRONT, "MR, seen from the front; fluid bright, fat dark"),
    ("pd_tse_tra", "ANKLE", ACROSS, "MR ankle, slices across the body; fat and fluid rather bright"),
    ("AX T2 FLAIR", "BRAIN", ACROSS, "MR brain, slices across the body; fluid dark (FLAIR)"),
    ("t2_tirm_tra_dark-fluid_FS", "BRAIN", ACROSS, "MR brain, slices across the body; fluid dark (FLAIR), fat dark"),
    ("t2_tirm_cor", "LSPINE", FRONT, "MR lower back spine, seen from the front; fluid bright, fat dark"),
    ("STIR longTE SAG", "LSPINE", SIDE, "MR lower back spine, seen from the side; fluid bright, fat dark"),
    ("T1W/SE/1024", "", SIDE, "MR, seen from the side; fat bright, fluid dark"),
    ("sT2W_TSE", "CSPINE", SIDE, "MR neck spine, seen from the side; fluid bright"),
    ("t1_mprage_sag_p2_iso KM", "HEAD", SIDE, "MR head, seen from the side; fat bright, fluid dark, with contrast medium"),
    ("AX T1 FS POST", "ORBITS", ACROSS, "MR eyes, slices across the body; fat and fluid dark, with contrast medium"),
    ("SSh_DWI FAST", "PROSTATE", ACROSS, "MR prostate, slices across the body; movement of water (diffusion)"),
    ("ep2d_diff_b1000", "HEAD", ACROSS, "MR head, slices across the body; movement of water (diffusion)"),
    ("dADC Map", "HEAD", ACROSS, "MR head, slices across the body"),
    ("ADC", "HEAD", ACROSS, "MR head, slices across the body; how freely water moves (ADC)"),
    ("Apparent Diffusion Coefficient (mm?/s)", "PROSTATE", ACROSS, "MR prostate, slices across the body; how freely water moves (ADC)"),
    ("CBU_DTI_64D_1A", "", ACROSS, "MR, slices across the body; directions of diffusion (movement of water)"),
    ("RESTING_STATE_Yerkes", "", ACROSS, "MR, slices across the body; activity over time (fMRI)"),
    ("t2_fl2d_tra_hemo T2*", "HEAD", ACROSS, "MR head, slices across the body; iron dark"),
    ("SWI_Images", "HEAD", ACROSS, "MR head, slices across the body; iron dark"),
    ("TOF_3D_multi-slab", "HEAD", ACROSS, "MR head, slices across the body; blood that moves bright"),
    ("<MIP Range>", "BRAIN", None, "MR brain; brightest points of a thick layer (MIP)"),
    ("MRCP 3D", "ABDOMEN", FRONT, "MR bile ducts, seen from the front; only still fluid bright"),
    ("t1_vibe_dixon_opp", "LIVER", ACROSS, "MR liver, slices across the body; fat bright, fluid dark, water and fat against each other"),
    ("localizer 3 PLANS", "KNEE", FRONT, "MR knee, seen from the front; overview for planning"),
    ("T/S/C RF FAST PILOT", "BRAIN", ACROSS, "MR brain, slices across the body; overview for planning"),
    ("gre sag", "KNEE", None, "MR knee, seen from the side"),
    ("Lv2", "", None, "MR"),
    ("CV_map_neuro_qT1_FA12nTI128", "", ACROSS, "MR, slices across the body"),
]


@pytest.mark.parametrize(("description", "body_part", "plane", "name"), MRI)
def test_an_mri_series_is_named_by_part_direction_and_what_is_bright(
    description: str, body_part: str, plane: Plane | None, name: str
) -> None:
    assert series_name(tags("MR", description, body_part), [plane]) == name


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("Knie re pd_tse_fs_sag", "MR right knee, seen from the side; fluid bright, fat dark"),
        ("KNIEGELENK LINKS T1 COR", "MR left knee, seen from the side; fat bright, fluid dark"),
        ("Schädel T2 TSE", "MR head, seen from the side; fluid bright"),
        ("LWS T1 sag nativ", "MR lower back spine, seen from the side; fat bright, fluid dark, without contrast medium"),
        ("HÜFTE T2", "MR hip, seen from the side; fluid bright"),
        ("GENOU D SAG T1", "MR right knee, seen from the side; fat bright, fluid dark"),
        ("ÉPAULE GAUCHE T2 FATSAT", "MR left shoulder, seen from the side; fluid bright, fat dark"),
        ("RACHIS LOMBAIRE T2", "MR lower back spine, seen from the side; fluid bright"),
        ("CERVEAU T1 SANS INJECTION", "MR brain, seen from the side; fat bright, fluid dark, without contrast medium"),
        ("RODILLA IZQUIERDA DP", "MR left knee, seen from the side; fat and fluid rather bright"),
        ("MUÑECA DERECHA T1", "MR right wrist, seen from the side; fat bright, fluid dark"),
        ("RM GINOCCHIO DX STIR", "MR right knee, seen from the side; fluid bright, fat dark"),
        ("SPALLA SINISTRA T1", "MR left shoulder, seen from the side; fat bright, fluid dark"),
        ("ENCEFALO T1 SENZA MDC", "MR brain, seen from the side; fat bright, fluid dark, without contrast medium"),
    ],
)
def test_words_of_five_languages_are_known_and_the_places_go_before_them(description: str, words: str) -> None:
    assert series_name(tags("MR", description), [SIDE]) == words


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (tags("CT", "HELICAL CHEST", study="CHEST", kernel="STANDARD"), "CT chest, slices across the body"),
        (tags("CT", "THORAX LUNGE 1.5", "CHEST"), "CT lungs, slices across the body; sharp, for the lungs"),
        (tags("CT", "", "HEAD", kernel="BONE"), "CT head, slices across the body; sharp, for bone"),
        (tags("CT", "", "NECK", kernel="B30s"), "CT neck, slices across the body"),
        (tags("CT", "", "NECK", kernel="B70f"), "CT neck, slices across the body; sharp"),
        (tags("CT", "Abdomen portalvenös"), "CT abdomen, slices across the body; contrast medium in the veins"),
        (tags("CT", "ABD ARTERIEL"), "CT abdomen, slices across the body; contrast medium in the arteries"),
        (tags("CT", "", "CHEST", agent="ISOVUE300/100"), "CT chest, slices across the body; with contrast medium"),
        (tags("CT", "", "CHEST", agent="NONE"), "CT chest, slices across the body"),
        (tags("CT", "Routine Brain", "HEAD", study="CT, HEAD/BRAIN WO CONTRAST"), "CT brain, slices across the body; without contrast medium"),
        (tags("CT", "Chest/ABD/Pelvis"), "CT chest, abdomen and pelvis, slices across the body"),
        (tags("CT", "Scout", image_type=("ORIGINAL", "PRIMARY", "LOCALIZER")), "CT, slices across the body; overview for planning"),
        (tags("CT", "Dose Report", "HEAD"), "CT, slices across the body; table of the radiation dose"),
        (tags("CT", "", "HEAD", image_type=("DERIVED", "SECONDARY", "MPR")), "CT head, slices across the body; reformatted from other slices"),
        (tags("PT", "WB CTAC", study="PET WHOLE BODY"), "PET whole body, slices across the body"),
    ],
)  # fmt: skip
def test_a_ct_series_tells_kernel_and_contrast_medium(told: About, name: str) -> None:
    assert series_name(told, [ACROSS]) == name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (tags("CR", "Chest PA", "CHEST", view="PA"), "X-ray chest, taken from back to front"),
        (tags("CR", "Cervical LAT", "CSPINE", view="LL"), "X-ray neck spine, taken from the side"),
        (tags("CR", "Cervical OBLI 1", "CSPINE", view="AP"), "X-ray neck spine"),
        (tags("CR", "", "EXTREMITY", study="Non-ossifying fibroma of distal tibia", sides=frozenset("R")), "X-ray right lower leg"),
        (tags("DX", "CHEST", "THORAX", protocol="RT", sides=frozenset("L")), "X-ray chest"),
        (tags("MG", "L MLO", "BREAST", view="MLO", sides=frozenset("L")), "Mammogram left breast, seen slanting from the side"),
        (tags("US", "", image_type=("ORIGINAL", "PRIMARY", "OBSTETRICAL")), "Ultrasound pregnancy"),
        (tags("US", study="US Dopler", image_type=("DERIVED", "PRIMARY", "", "0011")), "Ultrasound; flow in colors"),
        (tags("US", "Screen save", sop_class="1.2.840.10008.5.1.4.1.1.7"), "Ultrasound; copy of a screen"),
        (tags("SM", "Congo Red-Lung test"), "Microscope slide"),
        (tags("OT"), "Pictures"),
        (tags(""), "Pictures"),
    ],
)  # fmt: skip
def test_other_pictures_tell_what_their_tags_say(told: About, name: str) -> None:
    assert series_name(told, [None]) == name


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (tags("MR", "T2 POSTERIOR FOSSA", "BRAIN"), "MR brain; fluid bright"),
        (tags("MR", "T1 ACL INJURY", "KNEE"), "MR knee; fat bright, fluid dark"),
        (tags("CR", "THORAX FACE", "CHEST"), "X-ray chest"),
        (tags("CR", "GENOU PROFIL"), "X-ray knee, taken from the side"),
        (tags("CR", "BONE SURVEY SKULL"), "X-ray head"),
        (tags("MG", "NEEDLE LOCALIZATION", "BREAST"), "Mammogram breast"),
        (tags("MR", "T1 MAIN SERIES"), "MR; fat bright, fluid dark"),
        (tags("MR", "MYELOMA SCREENING"), "MR"),
        (tags("CT", "SPATIAL", "CHEST"), "CT chest"),
        (tags("CT", "PA LOW DOSE", "CHEST"), "CT chest"),
    ],
)
def test_words_that_only_look_like_others_say_nothing(told: About, name: str) -> None:
    """English words beginning like abbreviations, and the French `face`, which is a view."""
    assert series_name(told, [None]) == name


def test_a_part_that_two_tags_tell_differently_is_left_out() -> None:
    assert series_name(tags("MR", "KNEE SAG", "HEAD"), [SIDE]) == "MR, seen from the side"


def test_sides_that_contradict_each_other_and_sides_of_what_there_is_once_are_left_out() -> None:
    assert series_name(tags("MR", "KNEE LEFT RIGHT"), [SIDE]) == "MR knee, seen from the side"
    assert series_name(tags("MR", "BRAIN", sides=frozenset("L")), [SIDE]) == "MR brain, seen from the side"


def test_contrast_medium_that_was_given_and_not_given_is_left_out() -> None:
    assert series_name(tags("CT", "CHEST WITHOUT CONTRAST", agent="Omnipaque"), [ACROSS]) == "CT chest, slices across the body"


def test_slices_that_lie_between_two_directions_are_said_to() -> None:
    slanted = plane_of([0, 0, 0], [1, 0, 0, 0, 0.7071, -0.7071])
    assert series_name(tags("MR", "t2 cor", "HEART"), [slanted]) == "MR heart, cut at an angle; fluid bright"
    assert series_name(tags("MR", "t2 cor", "HEART"), [SIDE, FRONT]) == "MR heart; fluid bright"


@pytest.mark.parametrize(
    ("series", "name"),
    [
        (
            [tags("MR", "SAG T1", "KNEE", sides=frozenset("L")), tags("MR", "localizer", "KNEE", sides=frozenset("L"))],
            "MRI of the left knee",
        ),
        ([tags("MR", "KNEE L"), tags("MR", "KNEE R")], "MRI of the knee"),
        ([tags("CT", "", "CHEST"), tags("CT", "", "ABDOMEN")], "CT of the chest and abdomen"),
        ([tags("PT", "", "WHOLEBODY"), tags("CT", "", "WHOLEBODY")], "PET and CT of the whole body"),
        ([tags(kind, "", "KNEE") for kind in ("CT", "MR", "PT")], "CT, MRI and PET of the knee"),
        ([tags("CT", "", "HEAD"), tags("SEG", "Liver")], "CT of the head"),
        ([tags("CT", "", "EXTREMITY")], "CT of an arm or leg"),
        ([tags("CT")], "CT"),
        ([tags("OT")], ""),
        ([], ""),
    ],
)
def test_a_study_is_named_by_its_series(series: list[About], name: str) -> None:
    assert study_name(series) == name


def test_hostile_words_are_bounded_and_no_rule_is_needed() -> None:
    assert series_name(tags("MR", "T2 " * 100_000 + "\0\uffff" * 100), [None] * 3) == "MR; fluid bright"


def catalog_of(*files: object) -> Catalog:
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    catalog.settle()
    return catalog


def test_the_catalog_tells_the_plain_name_beside_the_file_s_own() -> None:
    sagittal = {"ImageOrientationPatient": [0, 1, 0, 0, 0, -1], "SeriesDescription": "T2 TSE FS SAG", "BodyPartExamined": "KNEE"}
    study = catalog_of(entry(np.zeros((4, 4), np.int16), Modality="MR", Laterality="L", **sagittal)).describe()["patients"][0]["studies"][0]
    series = study["series"][0]
    assert study["plain"] == "MRI of the left knee"
    assert series["stacks"][0]["plain"] == "MR left knee, seen from the side; fluid bright, fat dark"
    assert series["stacks"][0]["named"] == {
        "kind": "MRI", "part": "left knee", "seen": "seen from the side", "look": "fluid bright, fat dark", "made": "",
    }  # fmt: skip
    assert series["description"] == "T2 TSE FS SAG"


def test_a_name_is_told_in_parts_as_well() -> None:
    """The kind is the word that the study's name has, so that the two can be held against each other."""
    name = name_of(tags("MR", "T1 SAG MPR", "BRAIN"), [SIDE])
    assert (name.kind, name.part, name.seen, name.look, name.made) == (
        "MRI", "brain", "seen from the side", "fat bright, fluid dark", "reformatted from other slices",
    )  # fmt: skip
    assert name.full == "MR brain, seen from the side; fat bright, fluid dark; reformatted from other slices"
    assert study_name([tags("MR", "T1", "BRAIN")]) == f"{name.kind} of the {name.part}"
    bare = name_of(tags("OT"), [None])
    assert (bare.kind, bare.part, bare.seen, bare.look, bare.made, bare.full) == ("", "", "", "", "", "Pictures")


@pytest.mark.corpus
def test_a_real_disc_of_a_knee_is_named_series_by_series(corpus: Path, read: Callable[[Path], Catalog]) -> None:
    """Expected by looking at the descriptions (CORO DP FS, SAG T1, …) and the pictures themselves."""
    study = read(corpus / "cd-knee-mri").describe()["patients"][0]["studies"][0]
    assert study["plain"] == "MRI of the right knee"
    named = {stack["plain"] for series in study["series"] for stack in series["stacks"]}
    assert named == {
        "MR right knee, seen from the side; overview for planning",
        "MR right knee, seen from the front; overview for planning",
        "MR right knee, slices across the body; overview for planning",
        "MR right knee, seen from the front; fluid bright, fat dark",
        "MR right knee, seen from the side; fluid bright, fat dark",
        "MR right knee, slices across the body; fluid bright, fat dark",
        "MR right knee, seen from the side; fat bright, fluid dark",
    }


@pytest.fixture
def read() -> Callable[[Path], Catalog]:
    from viewer.source.entries import FileEntry, files_below

    return lambda folder: catalog_of(*(FileEntry(file, path=file.name) for file in files_below([folder])))


def test_a_series_for_planning_is_known_by_its_words_or_by_its_image_type() -> None:
    """Only some makers mark the type; the others name it localizer, pilot or survey."""
    assert for_planning(tags("MR", "localizer 3 PLANS", "KNEE"))
    assert for_planning(tags("MR", "FAST PILOT", "BRAIN"))
    assert for_planning(tags("CT", "", image_type=("ORIGINAL", "PRIMARY", "LOCALIZER")))
    assert not for_planning(tags("MR", "SAG T1", "KNEE"))


@pytest.mark.parametrize("what", ["LABEL", "OVERVIEW", "THUMBNAIL"])
def test_the_label_and_the_small_views_of_a_slide_are_not_what_one_wants_to_see_first(what: str) -> None:
    assert for_planning(tags("SM", "Slide", image_type=("ORIGINAL", "PRIMARY", what, "NONE")))
    assert not for_planning(tags("SM", "Slide", image_type=("ORIGINAL", "PRIMARY", "VOLUME", "NONE")))
    assert not for_planning(tags("CT", "", image_type=("ORIGINAL", "PRIMARY", what)))
