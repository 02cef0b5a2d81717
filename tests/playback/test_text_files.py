"""Subtitle files from anywhere: their format by content, their encoding by evidence, in linear time."""

import asyncio
import time
from fractions import Fraction
from pathlib import Path

import psutil
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dim.disks import Disk
from dim.playback.storage import LocalStorage
from dim.playback.subtitles.encodings import decode
from dim.playback.subtitles.external import ExternalFiles
from dim.playback.subtitles.text_files import UnknownFormatError, read_text
from dim.playback.subtitles.tracks import SubtitleTrack
from dim.playback.worker.markup import cue_text
from dim.workers import Pool

BOUND = 5.0
"""Seconds; what is linear takes some milliseconds."""
TEXTS = {
    "ru": ("Это русские субтитры. Что ты делаешь?", ("cp1251", "koi8_r", "cp866")),
    "uk": ("Це українські субтитри, їх чимало.", ("cp1251", "koi8_u")),
    "pl": ("Zażółć gęślą jaźń. Co się stało?", ("cp1250", "iso8859_2")),
    "cs": ("Příliš žluťoučký kůň.", ("cp1250", "iso8859_2")),
    "hu": ("Őrült idők járnak.", ("cp1250", "iso8859_2")),
    "de": ("Schöne Grüße aus Köln.", ("cp1252",)),
    "fr": ("Où êtes-vous, mon garçon ? C'était déjà l'été.", ("cp1252",)),
    "el": ("Τι κάνεις εδώ; Δεν ξέρω τίποτα.", ("cp1253", "iso8859_7")),
    "tr": ("Şimdi ne yapıyorsun? Güneş doğdu.", ("cp1254",)),
    "he": ("מה אתה עושה כאן? אני לא יודע.", ("cp1255",)),
    "ar": ("ماذا تفعل هنا؟ لا أعرف شيئا.", ("cp1256",)),
    "zh-Hans": ("你在这里做什么？我不知道，他们说的。", ("gb18030",)),
    "zh-Hant": ("你在這裡做什麼？我不知道，他們說的。", ("big5",)),
    "ja": ("ここで何をしているの？知らないよ。", ("cp932", "euc_jp", "iso2022_jp")),
    "ko": ("여기서 뭐 하는 거야? 나는 몰라.", ("cp949",)),
}
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("language", ["ru", "zh-Hans", "de"])
def test_unicode(language: str, encoding: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{TEXTS[language][0]}\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    ("language", "encoding"), [(tag, one) for tag, (_, encodings) in TEXTS.items() for one in encodings]
)
def test_old_encodings(language: str, encoding: str, is_known: bool) -> None:
    """A short file of one cue, with and without the language that its name has."""
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{TEXTS[language][0]}\n"
    assert decode(text.encode(encoding), language if is_known else None) == text


def test_a_stray_byte_is_no_other_encoding() -> None:
    data = "Grüße aus Köln, schöne Mädchen".encode()
    assert decode(data + b" caf\xe9") == "Grüße aus Köln, schöne Mädchen café"
    assert decode(data[:-1] + b"\xc3").startswith("Grüße aus Köln")


CUES = {
    "SubRip": "1\n00:00:01,000 --> 00:00:03,500\n<i>Words</i>\n\n2\n00:00:04,000 --> 00:00:05,000\n1984\n",
    "SubRip without blank lines": "1\n00:00:01,000 --> 00:00:03,500\n<i>Words</i>\n2\n00:00:04,000 --> 00:00:05,000\n1984\n",
    "SubRip with dots and \\r\\n": "1\r\n0:00:01.0 --> 0:00:03.5\r\n<i>Words</i>\r\n\r\n2\r\n0:00:04.0 --> 0:00:05.0\r\n1984\r\n",
    "WebVTT": "WEBVTT - a file\n\nSTYLE\n::cue {}\n\nname\n00:01.000 --> 00:03.500 align:start\n<i>Words</i>\n\n00:04.000 --> 00:05.000\n1984\n",
    "ASS": "[Script Info]\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:03.50,{\\i1}Words\n"
           "Dialogue: 0,0:00:04.00,0:00:05.00,1984\n",
    "SSA": "[Script Info]\n[Events]\nFormat: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
           "Dialogue: Marked=0,0:00:01.00,0:00:03.50,*Default,,0000,0000,0000,,{\\i1}Words\n"
           "Dialogue: Marked=0,0:00:04.00,0:00:05.00,*Default,,0000,0000,0000,,1984\n",
    "MicroDVD": "{1}{1}20.0\n{20}{70}{y:i}Words\n{80}{100}1984\n",
    "MPL2": "[10][35]/Words\n[40][50]1984\n",
    "SubViewer": "[INFORMATION]\n00:00:01.00,00:00:03.50\n<i>Words</i>\n\n00:00:04.00,00:00:05.00\n1984\n",
}  # fmt: skip


@pytest.mark.parametrize("name", CUES)
def test_the_content_decides_the_format(name: str) -> None:
    found = [
        (cue.start, cue.end, cue_text(cue.text, cue.has_tags, cue.has_entities)[0])
        for cue in read_text(CUES[name]).cues
    ]
    assert found == [(1.0, 3.5, "<i>Words</i>"), (4.0, 5.0, "1984")]


@pytest.mark.parametrize("text", ["", "\ufeff", "\r\n\r\n", "\x00"])
def test_an_empty_file_has_no_cues(text: str) -> None:
    assert list(read_text(text.replace("\ufeff", "")).cues) == []


@pytest.mark.parametrize("text", ["<html>no</html>", "a letter\nwithout times", "Rar!\x1a\x07"])
def test_what_is_no_subtitle_file_says_so(text: str) -> None:
    with pytest.raises(UnknownFormatError, match="it is not a subtitle file"):
        read_text(text)


PIECES = st.lists(
    st.sampled_from([
        "{", "}", "\\p1", "\\p0", "\\i1", "\\an8", "<", ">", "<i>", "</i>", "\\N", "&", ";", "-->", "00:00:01,000", "[", "]", "{1}{2}",
        "[1][2]", ":", ",", " ", "\n", "Dialogue:", "WEBVTT", "a", "\\t(", ")", "line:", "\x00", "0", "9",
    ])
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(PIECES, st.integers(1, 3000))
@example(["{", "\\p1"], 3000)
@example(["{"], 200_000)
@example(["<"], 200_000)
@example(["{\\i1}", "<i>"], 60_000)
@example(["00:00:01,000 -->", " "], 50_000)
@example(["{1}{2}"], 100_000)
def test_no_text_takes_longer_than_its_length(pieces: list[str], times: int) -> None:
    for text in ("".join(pieces) * times, "".join(piece * times for piece in pieces)):
        began = time.monotonic()
        cue_text(text[:100_000], has_tags=True, has_entities=True)
        try:
            for cue in read_text(text[:100_000]).cues:
                cue_text(cue.text, cue.has_tags, cue.has_entities)
        except UnknownFormatError:
            pass
        decode(text[:100_000].encode() + b"\xe9")
        assert time.monotonic() - began < BOUND


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([None, "ru", "ja", "zh", "xx-Yyyy", "hi"]))
def test_any_bytes_are_some_text(data: bytes, language: str | None) -> None:
    decode(data, language).encode()


def test_a_large_file_is_read_once(tmp_path: Path) -> None:
    """For all windows and clients; the server's own process never has all of it."""

    def clock(n: int) -> str:
        return f"{n // 72000:02}:{n // 1200 % 60:02}:{n // 20 % 60:02},{n % 20 * 50:03}"

    blocks = (f"{n}\n{clock(n)} --> {clock(n + 40)}\nLine {n}\n" for n in range(60_000))
    (tmp_path / "film.srt").write_text("\n".join(blocks))
    storage, pool, calls = LocalStorage(tmp_path / "storage", 1 << 30), Pool(2), []
    make = pool.call_for_file

    async def counted(function: str, /, **arguments: object) -> object:
        calls.append(function)
        return await make(function, **arguments)  # type: ignore[arg-type]

    pool.call_for_file = counted  # type: ignore[assignment, method-assign]
    track = SubtitleTrack(0, "", "en", False, False, "text")

    async def read() -> None:
        files = ExternalFiles(pool, storage)
        try:
            path = str(tmp_path / "film.srt")
            windows = [
                files.cues(track, path, Disk(), Fraction(0), start, start + 20, None) for start in (0, 1000, 2000)
            ]
            found = await asyncio.gather(*windows)
            assert "Line 20019" in [cue.text for cue in found[1]]
            again = await ExternalFiles(pool, storage).cues(track, path, Disk(), Fraction(0), 1000, 1020, None)
            assert again == found[1]
        finally:
            await pool.close()
            storage.close()

    before = psutil.Process().memory_info().rss
    asyncio.run(read())
    assert calls == ["dim.playback.worker.external:external_windows"]
    assert psutil.Process().memory_info().rss - before < 150 << 20
