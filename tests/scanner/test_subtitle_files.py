"""Which subtitle files belong to a film, and what their names say."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.scanner.subtitles.beside import SubtitleFinder
from dim.scanner.subtitles.words import Described, describe

CASES = [
    (".en.forced", Described("en", None, True, False)),
    ("2_English", Described("en", None, False, False)),
    ("English - SDH", Described("en", None, False, True)),
    ("简体中文", Described("zh-Hans", None, False, False)),
    ("английский", Described("en", None, False, False)),
    (".es-419", Described("es-419", None, False, False)),
    (".pt-br", Described("pt-BR", None, False, False)),
    (".pt_BR", Described("pt-BR", None, False, False)),
    (".chi.Traditional", Described("zh-Hant", None, False, False)),
    (".zh-Hans", Described("zh-Hans", None, False, False)),
    (".zh-TW", Described("zh-Hant", None, False, False)),
    (".hi", Described("hi", None, False, False)),
    (".hi.forced", Described("hi", None, True, False)),
    (".en.hi", Described("en", None, False, True)),
    (".hi.en", Described("en", None, False, True)),
    ("SDH.eng.HI", Described("en", None, False, True)),
    (".ger.Director Commentary", Described("de", "Director Commentary", False, False)),
    ("Latin American Spanish", Described("es-419", None, False, False)),
    ("Brazilian", Described("pt-BR", None, False, False)),
    ("Français (Canada)", Described("fr-CA", None, False, False)),
    ("portugues brasil", Described("pt-BR", None, False, False)),
    ("Francais", Described("fr", None, False, False)),
    (".cestina.forced", Described("cs", None, True, False)),
    ("中文（繁體）", Described("zh-Hant", None, False, False)),
    (".spa-LA", Described("es-419", None, False, False)),
    (".fr.Malentendants", Described("fr", None, False, True)),
    (".the.cut", Described(None, "the cut", False, False)),
    ("", Described(None, None, False, False)),
]


@pytest.mark.parametrize(("name", "expected"), CASES)
def test_what_names_say(name: str, expected: Described) -> None:
    assert describe(name) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["en", "hi", "-", ".", "_", "(", "zh", "Hans", "2", "sdh", "пт"])).map("".join)
)
def test_any_name_is_read_at_once(name: str) -> None:
    began = time.monotonic()
    describe(name)
    assert time.monotonic() - began < 5


PLACES = [
    # videos, subtitle files by folder, and what the first video gets
    (["Film.mkv"], {"x/Subs": ["2_English.srt", "3_German.srt"]}, [("Subs/2_English.srt", "en"), ("Subs/3_German.srt", "de")]),
    (["Film.mkv"], {"x/Subs": ["English.srt"]}, [("Subs/English.srt", "en")]),
    (["Film.mkv"], {"x/subtitles": ["Film.en.srt"]}, [("subtitles/Film.en.srt", "en")]),
    (["Film.mkv"], {"x/Subs/Film": ["2_English.srt", "odd.srt"]}, [("Subs/Film/2_English.srt", "en"), ("Subs/Film/odd.srt", None)]),
    (["Film.mkv"], {"x/Subs/English": ["Film.srt"]}, [("Subs/English/Film.srt", "en")]),
    (["Film.mkv"], {"x": ["English.srt", "French.srt"]}, [("English.srt", "en"), ("French.srt", "fr")]),
    (["Film.mkv"], {"x": ["Film 2.en.srt", "Other.en.srt"]}, []),
    (["Film.mkv", "Other.mkv"], {"x": ["English.srt"], "x/Subs": ["English.srt"]}, []),
    (["Film.mkv", "Film 2.mkv"], {"x": ["Film 2.en.srt", "Film.de.srt"]}, [("Film.de.srt", "de")]),
    (["Film (2001) - 4K.mkv", "Film (2001) - 1080p.mkv"], {"x": ["Film (2001).en.srt"]}, [("Film (2001).en.srt", "en")]),
    (["Film (2001) - 1080p.mkv", "Film (2001) - 4K.mkv"], {"x": ["Film (2001) - 4K.en.srt"]}, []),
    (["Film.mkv"], {"x": ["Film (English).srt"]}, [("Film (English).srt", "en")]),
    ([unicodedata.normalize("NFC", "Fílm.mkv")], {"x": [unicodedata.normalize("NFD", "FÍLM.en.srt")]},
     [(unicodedata.normalize("NFD", "FÍLM.en.srt"), "en")]),
    (["Film.mkv", "Film-trailer.mkv"], {"x": ["English.srt"]}, [("English.srt", "en")]),
]  # fmt: skip


@pytest.mark.parametrize(("videos", "subtitles", "expected"), PLACES)
def test_which_files_are_of_a_film(
    videos: list[str], subtitles: dict[str, list[str]], expected: list[tuple[str, str | None]]
) -> None:
    found = SubtitleFinder(subtitles, {"x": videos}, "movie").of(f"x/{videos[0]}")
    assert [(file.path, file.language) for file in found] == [(f"x/{path}", language) for path, language in expected]


@pytest.mark.parametrize(
    ("subtitles", "expected"),
    [
        ({"x/Subs/Show S01E02": ["2_English.srt"]}, []),
        ({"x/Subs/Show.S01E01.720p": ["2_English.srt"]}, ["x/Subs/Show.S01E01.720p/2_English.srt"]),
        ({"x": ["Show - S01E01 - Pilot.en.srt"]}, ["x/Show - S01E01 - Pilot.en.srt"]),
        ({"x": ["Show S01E02.en.srt", "Show.en.srt", "English.srt"]}, []),
        ({"x/Subs": ["English.srt"]}, []),
        ({"x/Subs": ["s01e01.de.srt", "s01e02.de.srt"]}, ["x/Subs/s01e01.de.srt"]),
    ],
)
def test_episodes_keep_their_own(subtitles: dict[str, list[str]], expected: list[str]) -> None:
    videos = {"x": ["Show S01E01.mkv", "Show S01E02.mkv"]}
    found = SubtitleFinder(subtitles, videos, "show").of("x/Show S01E01.mkv")
    assert [file.path for file in found] == expected


def test_a_folder_of_thousands() -> None:
    names = [f"Film number {number}" for number in range(3000)]
    finder = SubtitleFinder({"": [f"{name}.en.srt" for name in names]}, {"": [f"{name}.mkv" for name in names]})
    assert all(len(finder.of(f"{name}.mkv")) == 1 for name in names)
