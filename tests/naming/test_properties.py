"""What holds for any name, however it is put together."""

import re
import string
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dim.media.kinds import VIDEO_EXTENSIONS
from dim.naming import Identity, Library, parse, parse_folder
from naming.cases import Case, load

LIBRARIES: tuple[Library | None, ...] = (None, "movie", "show")
ODD = st.text(st.characters(codec="utf-8"), max_size=80)
WORDS = st.lists(
    st.sampled_from(["Name", "the", "S01E02", "1x02", "102", "05", "2009", "(2009)", "[05]", "-", "720p", "x264", "Season", "1", "of", "Episode",
                     "E02-E04", "2011-06-21", "[Group]", "(", ")", "[", "]", "{tmdb-5}", "第05話", "cd1", "sample", "trailer", "/", "\\", ".", "_"]),
    max_size=12,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(path=ODD | st.tuples(WORDS, st.sampled_from([" ", ".", "_", ""])).map(lambda pair: pair[1].join(pair[0])))
def test_any_name_is_read(path: str) -> None:
    """Never an error, always a title, the same each time, and places that lie within the path."""
    for library in LIBRARIES:
        identity = parse(path, library)
        assert identity.title
        assert identity == parse(path, library)
        assert all(0 <= start <= end <= len(path) for start, end in identity.spans.values())
        if library == "movie":
            assert identity.kind != "episode"
        if identity.kind in ("movie", "episode") and identity.year not in (None, identity.season):
            assert path[slice(*identity.spans["year"])] == str(identity.year)


@settings(max_examples=100, deadline=None)
@given(paths=st.lists(WORDS.map(" ".join), max_size=6))
def test_any_folder_is_read(paths: list[str]) -> None:
    assert len(parse_folder(paths)) == len(paths)


def same(one: Identity, other: Identity) -> bool:
    """Whether two identities name the same thing."""
    title = re.sub(r"[\W_]+", "", one.title).casefold() == re.sub(r"[\W_]+", "", other.title).casefold()
    names = ("year", "season", "episodes", "date", "kind")
    return title and all(getattr(one, name) == getattr(other, name) for name in names)


TITLE = st.lists(st.sampled_from(["Silent", "Harbor", "Blue", "Mountain", "of", "Kings", "Return", "Winter", "Garden", "Lost"]),
                 min_size=1, max_size=4).map(" ".join)  # fmt: skip
NUMBERS = st.sampled_from(["S01E02", "s1e2", "1x02", "S01E02E03", "S01E02-E04", "S2009E10", "2011 06 21", ""])
TAGS = ["1080p", "BluRay", "x264", "DTS", "PROPER"]


@settings(max_examples=300, deadline=None)
@given(title=TITLE, numbers=NUMBERS, year=st.sampled_from(["", "1999", "2014"]), tags=st.permutations(TAGS), separator=st.sampled_from(" ._"),
       extension=st.sampled_from(sorted(VIDEO_EXTENSIONS)), upper=st.booleans())  # fmt: skip
def test_what_does_not_matter_changes_nothing(
    title: str, numbers: str, year: str, tags: list[str], separator: str, extension: str, upper: bool
) -> None:
    """Case, separators, the extension and the order of tags."""
    words = [part for part in (title, year, numbers) if part]
    plain = parse(" ".join([*words, *TAGS]) + ".mkv")
    name = " ".join([*words, *tags]).replace(" ", separator)
    name = f"{name.upper() if upper else name}.{extension}"
    assert same(parse(name), plain), name
    assert parse(f"Movies/{name}").title == parse(name).title


MIXED = st.lists(st.sampled_from([" ", ".", "_", " - "]), min_size=12, max_size=12)


@settings(max_examples=200, deadline=None)
@given(title=TITLE, numbers=st.sampled_from(["S01E02", "1x02", "S01E02-E04"]), separators=MIXED)
def test_separators_may_be_mixed(title: str, numbers: str, separators: list[str]) -> None:
    """People rename half of a name."""
    words = [numbers, "720p", "WEB-DL", "x264"]
    name = title + "".join(separator + word for separator, word in zip(separators, words, strict=False))
    assert same(parse(f"{name}.mkv"), parse(f"{title} {' '.join(words)}.mkv")), name


SITES = st.sampled_from(["www.{}.org", "{}.com", "www.{}.tv", "WWW.{}.NET", "{}.to", "ww.{}.cc", "www,{}.xyz"])
SITE_NAMES = st.sampled_from(["FilmPort", "kinobase", "Torrent9x", "series-hub", "PELIS24", "movies4you"])
FRAMES = st.sampled_from(["[{}] ", "[{}]", "[ {} ] - ", "{} - ", "({}) ", "{{{}}} ", "[{}]_-_"])
BEHIND = st.sampled_from([" [{}]", "[{}]", " - {}", " ({})"])
OWN_NAMES = st.sampled_from([
    "Quiet Water (2009) 720p BluRay x264", "Quiet.Water.2009.1080p.WEB-DL.x264-GRP", "My Show S01E02 720p HDTV", "My.Show.1x02.HDTV.XviD-GRP",
    "My Show 2011-06-21 720p WEB", "Bright Sky - 05 [720p]",
])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(name=OWN_NAMES, site=SITES, word=SITE_NAMES, frame=FRAMES | BEHIND)
def test_the_tag_of_a_site_changes_nothing(name: str, site: str, word: str, frame: str) -> None:
    tag = frame.format(site.format(word))
    tagged = tag + name if not frame.startswith(" ") else name + tag
    assert same(parse(f"{tagged}.mkv"), parse(f"{name}.mkv")), tagged


RELEASES = st.builds(
    "{}.{}.1080p.WEB.h264-GRP".format,
    TITLE.map(lambda title: title.replace(" ", ".")),
    st.sampled_from(["2009", "S01E02", "2014.S03E11", "2011.06.21"]),
)
HASHES = st.one_of(
    st.binary(min_size=8, max_size=20).map(bytes.hex), st.uuids().map(str),
    st.text(string.ascii_letters + string.digits, min_size=16, max_size=40).filter(lambda text: len(re.findall(r"\d+", text)) > 3),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(folder=RELEASES, name=HASHES)
@example(folder="Silent.Harbor.S01E02.1080p.WEB.h264-GRP", name="01e02f1x03a4s05e06b7c8d9")
def test_a_file_that_says_nothing_is_what_its_folder_says(folder: str, name: str) -> None:
    assert same(parse(f"{folder}/{name}.mkv"), parse(f"{folder}.mkv"))


CASES = load("tuned")


@settings(max_examples=300, deadline=None)
@given(case=st.sampled_from(CASES))
def test_the_main_title_is_the_first_of_all(case: Case) -> None:
    identity = parse(case.path)
    assert identity.titles[:1] == (identity.title,)
    assert len(set(identity.titles)) == len(identity.titles)


GIVEN = ("title", "year", "season", "episodes", "absolute", "date", "part")


@settings(max_examples=300, deadline=None)
@given(case=st.sampled_from(CASES))
def test_each_field_has_a_confidence(case: Case) -> None:
    """Each that the name gives, from 0 to 1."""
    identity = parse(case.path)
    assert {name for name in GIVEN if getattr(identity, name) not in (None, ())} <= identity.confidence.keys()
    assert all(0 <= value <= 1 for value in identity.confidence.values())


LONG = [
    *string.punctuation, "a", "1", "é", "第", "a.", "S01E01-", "1x", "[]", "[a]", "()", " - ", "cd1 ", "a/", "12-", "0 of ", "S01E01", "E01-E02 ",
    "Season 1 ", "2009 ", "第05話", "[05]", "www.a.org ", "Name / ", "a (b) ", "сезон 1 ", "1-2,", "20110621", "deadbeef", "Part 1 ", "IV ",
]  # fmt: skip


@pytest.mark.parametrize("sign", LONG)
def test_long_names_take_no_longer_a_sign(sign: str) -> None:
    """100,000 signs: no pattern goes back and forth over them."""
    began = time.process_time()
    parse(sign * (100_000 // len(sign)))
    assert time.process_time() - began < 20  # a pattern that does takes minutes


@pytest.mark.parametrize("separator", [" ", ".", "/", " - "])
def test_long_names_of_many_kinds_take_no_longer_a_sign(separator: str) -> None:
    """No kind of mark makes those of another kind slow."""
    began = time.process_time()
    parse(separator.join(LONG * 200))
    assert time.process_time() - began < 20
