"""Posters that are composed of a title and a still."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from dim.artwork import lettering, poster
from support.metadata import posters


def still(title: str, size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """A scene of a film."""
    return Image.open(io.BytesIO(posters.backdrop(title, size=size)))


LONG = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"
WRITABLE = [
    ("Metropolis", "Metropolis"),
    ("Amélie", "Amélie"),
    ("Ame\u0301lie", "Amélie"),
    ("Сталкер", "Сталкер"),
    ("Ο Θίασος", "Ο Θίασος"),
    ("  The \n Third\tMan ", "The Third Man"),
    ("M\u200b\u202e", "M"),
    ("WALL·E", "WALL·E"),
    ("七人の侍", None),
    ("وجدة", None),
    ("기생충", None),
    ("लगान", None),
    ("Alien 🛸", None),
    ("", None),
    (" \u200d", None),
]


@pytest.mark.parametrize(("title", "expected"), WRITABLE)
def test_titles_that_the_font_can_write(title: str, expected: str | None) -> None:
    assert lettering.writable(title) == expected


def test_a_title_without_end_is_cut() -> None:
    assert lettering.writable("never " * 100_000) == "never " * 19 + "never…"
    cut = lettering.writable("x" * 1_000_000)
    assert cut is not None
    assert len(cut) == lettering.LONGEST + 1


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (LONG, ("Dr. Strangelove or", "How I Learned to Stop Worrying and Love the Bomb")),
        ("Star Wars: Episode IV – A New Hope", ("Star Wars", "Episode IV – A New Hope")),
        ("Alien", ("Alien", "")),
        ("2:22", ("2:22", "")),
        ("X: First", ("X: First", "")),
    ],
)
def test_subtitles(title: str, expected: tuple[str, str]) -> None:
    assert lettering.split_subtitle(title) == expected


@pytest.mark.parametrize("text", ["M", "Alien", LONG, "Everything Everywhere All at Once", "x" * 120, "W" * 30 + " i"])
@pytest.mark.parametrize(("width", "height"), [(688, 700), (688, 120), (300, 400)])
def test_what_is_set_fits_into_its_box(text: str, width: int, height: int) -> None:
    setting = lettering.fit(text, width, height, poster.SIZES, 5)
    assert setting.height <= height
    assert len(setting.lines) <= 5
    assert max(lettering.font(setting.size).getlength(line) for line in setting.lines) <= width + setting.size
    if text in ("M", "Alien"):
        assert setting.lines == [text]


@pytest.mark.parametrize(
    "size", [(1280, 720), (1280, 536), (960, 720), (480, 720), (64, 64), (1280, 8), (8, 1280), (1, 1)]
)
@pytest.mark.parametrize("title", ["Metropolis", LONG, "七人の侍"])
def test_posters_of_stills_of_all_shapes(size: tuple[int, int], title: str) -> None:
    made = poster.compose(Image.new("RGB", size, "teal") if min(size) < 9 else still(title, size), title, 1964)
    assert made is not None
    assert (made.size, made.mode) == ((800, 1200), "RGB")


def test_the_still_is_shown_whole() -> None:
    """Its corners, which a crop to 2:3 would cut off, are on the poster."""
    corners = Image.new("RGB", (1280, 720), "gray")
    for place, colour in zip(
        [(0, 0), (1180, 0), (0, 620), (1180, 620)], ["red", "lime", "blue", "yellow"], strict=True
    ):
        corners.paste(colour, (*place, place[0] + 100, place[1] + 100))
    for title in ("Metropolis", "七人の侍"):
        made = poster.compose(corners, title, 1927)
        assert made is not None
        colours = {colour for _, colour in made.getcolors(1 << 24) or []}
        assert {(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)} <= colours


def test_the_same_gives_the_same_and_other_words_another() -> None:
    scene = still("Stalker")
    one, same, renamed, other_year, without_year = (
        poster.compose(scene, *given)
        for given in (("Stalker", 1979), ("Stalker", 1979), ("Solaris", 1979), ("Stalker", 1980), ("Stalker", None))
    )
    assert one is not None
    assert same is not None
    assert one.tobytes() == same.tobytes()
    for different in (renamed, other_year, without_year):
        assert different is not None
        assert ImageChops.difference(one, different).getbbox() is not None


def test_bars_of_the_film_are_cut_off() -> None:
    scene = Image.new("RGB", (1280, 720), "black")
    scene.paste(still("Alien", (1280, 536)), (0, 92))
    with_bars, without = (
        poster.compose(scene, "Alien", 1979),
        poster.compose(scene.crop((0, 92, 1280, 628)), "Alien", 1979),
    )
    assert with_bars is not None
    assert without is not None
    assert with_bars.tobytes() == without.tobytes()


def test_without_a_still_there_is_type_alone_and_without_type_nothing() -> None:
    lone = poster.compose(None, "Der Himmel über Berlin", 1987)
    assert lone is not None
    assert ImageStat.Stat(lone.convert("L")).stddev[0] > 10
    assert poster.compose(None, "七人の侍", 1954) is None


@pytest.mark.parametrize("colour", ["black", "white", "gray", "red"])
def test_words_can_be_read_on_every_ground(colour: str) -> None:
    """Contrast of at least 7 to 1 (WCAG 2.2, 1.4.6) between the ground and the type."""
    made = poster.compose(Image.new("RGB", (1280, 720), colour), "Metropolis", 1927)
    assert made is not None
    ground = made.getpixel((10, 1190))
    assert isinstance(ground, tuple)
    assert (luminance((245, 241, 232)) + 0.05) / (luminance(ground) + 0.05) >= 7


def luminance(colour: tuple[int, ...]) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
