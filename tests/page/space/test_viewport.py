"""Where a picture lies on the screen."""

from app.page.space import viewport
from app.page.space.viewport import HOME, Picture, Pose, Room

ROOM = Room(800, 600)
SQUARE = Picture(512, 512, (0.7, 0.7))
WIDE_PIXELS = Picture(384, 320, (0.5, 1.0))
SIDES = {"left": "R", "right": "L", "top": "A", "bottom": "P"}


def free(zoom: float, x: float, y: float, turns: int, *, mirrored: bool) -> Pose:
    return Pose(fit=False, zoom=zoom, x=x, y=y, turns=turns, mirrored=mirrored)


def near(one: tuple[float, ...], other: tuple[float, ...], by: float = 1e-6) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other))  # noqa: B905 - MicroPython's zip knows no strict


def corners(pose: Pose, picture: Picture, room: Room) -> list[tuple[float, float]]:
    a, b, c, d, e, f = viewport.matrix(pose, picture, room)
    ends = ((0, 0), (picture.columns, 0), (0, picture.rows), (picture.columns, picture.rows))
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in ends]


def test_fit_shows_the_whole_picture_in_the_middle() -> None:
    assert near(corners(HOME, SQUARE, ROOM)[0], (100, 0))
    assert near(corners(HOME, SQUARE, ROOM)[3], (700, 600))


def test_pixels_that_are_twice_as_wide_as_high_are_shown_so() -> None:
    a, _, _, d, _, _ = viewport.matrix(HOME, WIDE_PIXELS, ROOM)
    assert abs(a / d - 2) < 1e-9
    assert viewport.units(Picture(1, 1, None)) == (1, 1)
    assert viewport.units(Picture(1, 1, (0, 1))) == (1, 1)


def test_fit_takes_a_quarter_turn_into_account() -> None:
    turned = viewport.turned(HOME, 1)
    xs = [x for x, _ in corners(turned, WIDE_PIXELS, ROOM)]
    ys = [y for _, y in corners(turned, WIDE_PIXELS, ROOM)]
    assert max(ys) - min(ys) <= 600.001
    assert max(xs) - min(xs) <= 800.001
    assert abs(max(ys) - min(ys) - 600) < 0.001


def test_every_pixel_is_found_again_under_the_point_where_it_is_shown() -> None:
    for turns in range(4):
        for mirrored in (False, True):
            pose = free(1.7, 13.0, -40.0, turns, mirrored=mirrored)
            a, b, c, d, e, f = viewport.matrix(pose, WIDE_PIXELS, ROOM)
            for row, column in ((0, 0), (5, 300), (383, 319)):
                x, y = column + 0.5, row + 0.5
                found = viewport.to_pixel(pose, WIDE_PIXELS, ROOM, a * x + c * y + e, b * x + d * y + f)
                assert found == (row, column)


def test_beside_the_picture_there_is_no_pixel() -> None:
    assert viewport.to_pixel(HOME, SQUARE, ROOM, 50, 300) is None
    assert viewport.to_pixel(HOME, SQUARE, ROOM, 100.1, 0.1) == (0, 0)


def test_zoom_keeps_what_is_under_the_pointer() -> None:
    pose = viewport.panned(HOME, SQUARE, ROOM, 20, 10)
    before = viewport.to_pixel(pose, SQUARE, ROOM, 333.3, 222.2)
    for _ in range(5):
        pose = viewport.zoomed(pose, SQUARE, ROOM, 1.3, 333.3, 222.2)
        assert viewport.to_pixel(pose, SQUARE, ROOM, 333.3, 222.2) == before


def test_zoom_has_limits() -> None:
    pose = HOME
    for _ in range(100):
        pose = viewport.zoomed(pose, SQUARE, ROOM, 2)
    assert pose.zoom == viewport.largest(SQUARE, ROOM) == viewport.LARGEST
    for _ in range(100):
        pose = viewport.zoomed(pose, SQUARE, ROOM, 0.5)
    assert pose.zoom == viewport.SMALLEST


def test_the_picture_cannot_be_lost_by_panning() -> None:
    pose = viewport.panned(HOME, SQUARE, ROOM, 1e6, -1e6)
    xs = [x for x, _ in corners(pose, SQUARE, ROOM)]
    ys = [y for _, y in corners(pose, SQUARE, ROOM)]
    assert min(xs) <= ROOM.width - 40
    assert max(ys) >= 40


def test_one_to_one_is_one_pixel_of_the_display() -> None:
    assert viewport.one_to_one(HOME, 2.0).zoom == 0.5
    assert viewport.one_to_one(HOME, 0).zoom == 1.0


def test_four_quarter_turns_and_two_flips_change_nothing() -> None:
    pose = free(2.0, 5.0, 7.0, 1, mirrored=True)
    turned = pose
    for _ in range(4):
        turned = viewport.turned(turned, 1)
    assert turned == pose
    for horizontal in (True, False):
        once = viewport.flipped(pose, horizontal=horizontal)
        assert viewport.flipped(once, horizontal=horizontal) == pose


def test_a_flip_mirrors_what_is_on_the_screen_however_it_is_turned() -> None:
    for turns in range(4):
        for mirrored in (False, True):
            pose = free(1.0, 30.0, 20.0, turns, mirrored=mirrored)
            before = corners(pose, SQUARE, ROOM)
            sideways = corners(viewport.flipped(pose, horizontal=True), SQUARE, ROOM)
            assert all(near((800 - x, y), other) for (x, y), other in zip(before, sideways))  # noqa: B905
            upside = corners(viewport.flipped(pose, horizontal=False), SQUARE, ROOM)
            assert all(near((x, 600 - y), other) for (x, y), other in zip(before, upside))  # noqa: B905


def test_letters_go_with_the_picture() -> None:
    assert viewport.letters(SIDES, HOME) == SIDES
    right = viewport.letters(SIDES, viewport.turned(HOME, 1))
    assert (right["top"], right["right"], right["bottom"], right["left"]) == ("R", "A", "L", "P")
    mirrored = viewport.letters(SIDES, viewport.flipped(HOME, horizontal=True))
    assert (mirrored["top"], mirrored["right"], mirrored["left"]) == ("A", "R", "L")
    upside = viewport.letters(SIDES, viewport.flipped(HOME, horizontal=False))
    assert (upside["top"], upside["bottom"], upside["left"]) == ("P", "A", "R")
    assert viewport.letters({}, HOME)["top"] == ""


def test_letters_stand_where_their_side_is_shown() -> None:
    middles = {"top": (256, 0), "right": (512, 256), "bottom": (256, 512), "left": (0, 256)}
    places = {"top": (400, 44), "right": (656, 300), "bottom": (400, 556), "left": (144, 300)}
    for turns in range(4):
        for mirrored in (False, True):
            pose = free(1.0, 0.0, 0.0, turns, mirrored=mirrored)
            a, b, c, d, e, f = viewport.matrix(pose, SQUARE, ROOM)
            seen = viewport.letters(SIDES, pose)
            for side, (x, y) in middles.items():
                spot = (a * x + c * y + e, b * x + d * y + f)
                where = [place for place, at in places.items() if near(at, spot, 0.01)]
                assert seen[where[0]] == SIDES[side]


def test_the_scale_follows_the_side_that_lies_across() -> None:
    still = free(2.0, 0.0, 0.0, 0, mirrored=False)
    assert abs(viewport.pixels_per_mm(still, WIDE_PIXELS, ROOM, (0.5, 1.0)) - 4) < 1e-9
    assert abs(viewport.pixels_per_mm(viewport.turned(still, 1), WIDE_PIXELS, ROOM, (0.5, 1.0)) - 4) < 1e-9
    assert viewport.pixels_per_mm(still, WIDE_PIXELS, ROOM, None) is None
    assert viewport.pixels_per_mm(still, WIDE_PIXELS, ROOM, (0, 1)) is None


def test_scale_bars_are_round_and_fit() -> None:
    assert viewport.bar(2.0, 220) == (100, 200)
    assert viewport.bar(2.0, 199) == (50, 100)
    assert viewport.bar(10.0, 60) == (5, 50)
    mm, pixels = viewport.bar(400.0, 100)
    assert abs(mm - 0.2) < 1e-9
    assert abs(pixels - 80) < 1e-6


def middle(pose: viewport.Pose, picture: viewport.Picture, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = viewport.matrix(pose, picture, viewport.Room(400, 300))
    return round(a * x + c * y + e, 6), round(b * x + d * y + f, 6)


def test_a_part_of_the_picture_is_shown_in_the_middle_as_large_as_the_room_allows() -> None:
    """Columns 10 to 30 and rows 20 to 30 of 100 by 100: 20 by 10, which fits 20 times into 400 by 300."""
    picture = viewport.Picture(100, 100, (1, 1))
    pose = viewport.framed(picture, viewport.Room(400, 300), (10, 20, 30, 30), 0, flip=False)
    assert viewport.scale(pose, picture, viewport.Room(400, 300)) == 20
    assert middle(pose, picture, 20, 25) == (200, 150)
    assert middle(pose, picture, 10, 20) == (0, 50)


def test_a_part_is_turned_clockwise_first_and_mirrored_then() -> None:
    """Turned by 90° clockwise its lower left corner lies at the upper left; mirrored after that, at the upper right."""
    picture = viewport.Picture(100, 100, (1, 1))
    room = viewport.Room(400, 300)
    turned = viewport.framed(picture, room, (10, 20, 30, 30), 90, flip=False)
    x, y = middle(turned, picture, 10, 30)
    assert x < 200
    assert y < 150
    mirrored = viewport.framed(picture, room, (10, 20, 30, 30), 90, flip=True)
    assert middle(mirrored, picture, 10, 30) == (400 - x, y)


def test_the_whole_picture_keeps_to_the_room_and_a_size_that_is_asked_for_is_kept() -> None:
    picture = viewport.Picture(100, 100, (1, 1))
    room = viewport.Room(400, 300)
    assert viewport.framed(picture, room, None, 0, flip=False) == viewport.HOME
    assert viewport.framed(picture, room, (0, 0, 100, 100), 180, flip=False).fit
    sized = viewport.framed(picture, room, (0, 0, 100, 100), 0, flip=False, zoom=2.5)
    assert (sized.fit, sized.zoom) == (False, 2.5)


def test_pictures_of_any_size_are_smooth_when_they_fit_and_single_pixels_are_seen_only_far_beyond() -> None:
    """A PET of 41 by 43 fills the window with 20 times its size, and is no mosaic for that."""
    room = viewport.Room(868, 820)
    for rows, columns in ((41, 43), (64, 64), (128, 128), (512, 512), (8, 8)):
        picture = viewport.Picture(rows, columns, (1, 1))
        fit = viewport.scale(viewport.HOME, picture, room)
        assert not viewport.sharp(viewport.HOME, picture, room)
        assert not viewport.sharp(viewport.one_to_one(viewport.HOME), picture, room)
        assert not viewport.sharp(viewport.zoomed(viewport.HOME, picture, room, 2.5), picture, room)
        closest = viewport.zoomed(viewport.HOME, picture, room, 1000)
        assert viewport.sharp(closest, picture, room)
        assert closest.zoom > 3 * fit


def test_two_taps_magnify_at_their_place_and_two_more_show_all_of_it() -> None:
    picture, room = viewport.Picture(512, 512, (1, 1)), viewport.Room(400, 600)
    turned = viewport.turned(viewport.HOME, 1)
    closer = viewport.magnified(turned, picture, room, 300, 250)
    assert closer.zoom == 2.5 * viewport.scale(turned, picture, room)
    assert viewport.to_pixel(closer, picture, room, 300, 250) == viewport.to_pixel(turned, picture, room, 300, 250)
    assert viewport.enlarged(closer, picture, room)
    assert viewport.magnified(closer, picture, room, 10, 10) == turned
    small = viewport.zoomed(turned, picture, room, 0.5)
    assert not viewport.enlarged(small, picture, room)
    assert viewport.magnified(small, picture, room, 200, 300).zoom == closer.zoom


def test_the_point_in_the_middle_of_the_room_is_found_and_put_there_again_however_the_picture_lies() -> None:
    picture, room = viewport.Picture(200, 100, (1.0, 2.0)), viewport.Room(640, 480)
    for turns in range(4):
        for mirrored in (False, True):
            pose = free(3.0, 0.0, 0.0, turns, mirrored=mirrored)
            moved = viewport.panned(pose, picture, room, 40.0, -25.0)
            row, column = viewport.middle(moved, picture, room)
            again = viewport.centered(pose, picture, room, 3.0, row, column)
            assert abs(again.x - moved.x) < 1e-6 and abs(again.y - moved.y) < 1e-6
    assert viewport.middle(viewport.HOME, picture, room) == (100.0, 50.0)


def test_another_picture_lies_alike_in_a_room_of_its_own() -> None:
    picture, other = viewport.Picture(100, 100, (1.0, 1.0)), viewport.Picture(400, 400, (1.0, 1.0))
    room, small = viewport.Room(800, 800), viewport.Room(400, 400)
    pose = free(16.0, 80.0, 0.0, 1, mirrored=False)  # twice as large as it fits, moved by a tenth of the room
    assert viewport.alike(pose, picture, room, other, small) == free(2.0, 40.0, 0.0, 1, mirrored=False)
    assert viewport.alike(viewport.HOME, picture, room, other, small) == viewport.HOME
