"""Odd subtitles: beside films and inside them; places, names, encodings, formats, fonts."""

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from support.media import ffmpeg, folder
from support.odd_files.model import OddFile
from support.odd_files.video_files import AAC, X264, picture, tone

POLISH = "Zażółć gęślą jaźń. Co się stało?"
CZECH = "Příliš žluťoučký kůň."
RUSSIAN = "Что ты делаешь здесь? Это русские субтитры."
WORDS = "These are the words"


def srt(text: str) -> str:
    """A SubRip file of two cues."""
    return f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n\n2\n00:00:05,000 --> 00:00:07,000\nLater\n"


ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,20\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    f"Dialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,{{\\i1}}{WORDS}\n"
)
VTT = f"WEBVTT\n\nNOTE a note\n\n1\n00:01.000 --> 00:04.000 line:0\n{WORDS} &amp; more\n"
MICRODVD = f"{{1}}{{1}}24.000\n{{24}}{{96}}{{y:i}}{WORDS}|and more\n"
MPL2 = f"[10][40]/{WORDS}|and more\n"


@cache
def film() -> Path:
    """A film of twelve seconds, made once."""
    target = folder() / "subtitled.mkv"
    ffmpeg(*picture(size="128x72"), *tone(), *X264, *AAC, str(target))
    return target


def beside(*files: tuple[str, bytes | str]) -> Callable[[Path], None]:
    """A builder of a film with files beside it: their paths ("{}" is the film's name), and what is in them."""

    def build(target: Path) -> None:
        target.hardlink_to(film())
        for name, content in files:
            path = target.parent / name.format(target.stem)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return build


def inside(target: Path, content: bytes, codec: str, language: str) -> None:
    """A film with a text track whose bytes are no UTF-8: put in as ASCII, and replaced."""
    marked = b"@" * len(content)
    source = target.with_name("inside.srt.part")
    source.write_bytes(b"1\n00:00:01,000 --> 00:00:04,000\n" + marked + b"\n\n")
    track = (
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        codec,
        "-metadata:s:s:0",
        f"language={language}",
    )
    ffmpeg("-i", str(film()), "-f", "srt", "-i", str(source), *track, str(target))
    source.unlink()
    data = target.read_bytes()
    assert marked in data
    target.write_bytes(data.replace(marked, content))


def fonts(target: Path) -> None:
    """A film with fonts that only their names or their content give away, and an image."""
    font = b"\0\1\0\0" + bytes(200)
    attachments = (("plain.ttf", "application/octet-stream", font), ("other.bin", "application/octet-stream", b"OTTO" + bytes(200)),
                   ("mime.x", "font/ttf", font), ("cover.txt", "text/plain", b"no font"))  # fmt: skip
    options: list[str] = []
    for number, (name, kind, content) in enumerate(attachments):
        path = target.with_name(name)
        path.write_bytes(content)
        options += ["-attach", str(path), f"-metadata:s:t:{number}", f"mimetype={kind}"]
    ffmpeg("-i", str(film()), "-c", "copy", *options, str(target))
    for name, _, _ in attachments:
        target.with_name(name).unlink()


def large(target: Path) -> None:
    """A film with 2 MB of subtitles; the real thing is measured in bench."""
    blocks = (
        f"{n}\n00:{n // 1200:02}:{n // 20 % 60:02},{n % 20 * 50:03} --> 01:00:00,000\n{WORDS} {n}\n"
        for n in range(30_000)
    )
    beside(("{}.en.srt", "\n".join(blocks)))(target)


def _file(
    name: str,
    subtitles: tuple[tuple[str | None, str], ...],
    *files: tuple[str, bytes | str],
    words: str = WORDS,
    quick: bool = False,
) -> OddFile:
    return OddFile(
        name=f"{name}.mkv", build=beside(*files), subtitles=subtitles, words=(words,) if words else (), video="copy", quick=quick,
    )  # fmt: skip


ENGLISH = (("en", "English"),)
FILES = (
    _file("Subs folder", ENGLISH, ("Subs/2_English.srt", srt(WORDS)), quick=True),
    _file("Subs plain", ENGLISH, ("Subs/English.srt", srt(WORDS))),
    _file("Subs of film", ENGLISH, ("Subs/{}/2_English.srt", srt(WORDS)), quick=True),
    _file("Subs by language", ENGLISH, ("Subs/English/{}.srt", srt(WORDS))),
    _file("Language only", ENGLISH, ("English.srt", srt(WORDS))),
    _file("Fílm", ENGLISH, (unicodedata.normalize("NFD", "Fílm") + ".en.srt", srt(WORDS)), quick=True),
    _file("Case", ENGLISH, ("CASE.EN.SRT", srt(WORDS))),
    _file("SDH", (("en", "English (SDH)"),), ("{}.English - SDH.srt", srt(WORDS))),
    _file("Hindi", (("hi", "हिन्दी"),), ("{}.hi.srt", srt(WORDS)), quick=True),
    _file("Hearing", (("en", "English (SDH)"),), ("{}.en.hi.srt", srt(WORDS))),
    _file("Chinese", (("zh-Hans", "简体中文"),), ("{}.简体中文.srt", srt(WORDS))),
    _file("Traditional", (("zh-Hant", "繁體中文"),), ("{}.chi.Traditional.srt", srt(WORDS))),
    _file("Russian word", ENGLISH, ("{}.английский.srt", srt(WORDS))),
    _file("Regions", (("es-419", "Español (Latinoamérica)"), ("pt-BR", "Português (Brasil)")),
          ("{}.es-419.srt", srt(WORDS)), ("{}.pt-br.srt", srt(WORDS))),
    _file("Forced", (("de", "Deutsch (forced)"),), ("{}.ger.forced.srt", srt(WORDS))),
    _file("UTF-8 damaged", (("de", "Deutsch"),), ("{}.de.srt", srt("Grüße aus Köln, schöne Mädchen").encode() + b"\xe9\n"),
          words="Grüße aus Köln", quick=True),
    _file("UTF-16 LE", (("ru", "Русский"),), ("{}.ru.srt", srt(RUSSIAN).encode("utf-16-le")), words=RUSSIAN),
    _file("UTF-16 BE", (("ru", "Русский"),), ("{}.ru.srt", srt(RUSSIAN).encode("utf-16-be")), words=RUSSIAN, quick=True),
    _file("Polish", (("pl", "Polski"),), ("{}.pl.srt", srt(POLISH).encode("iso8859_2")), words=POLISH, quick=True),
    _file("Czech", (("cs", "Čeština"),), ("{}.cze.srt", srt(CZECH).encode("cp1250")), words=CZECH),
    _file("KOI8", (("ru", "Русский"),), ("{}.rus.srt", srt(RUSSIAN).encode("koi8_r")), words=RUSSIAN),
    _file("VTT in srt", ENGLISH, ("{}.en.srt", VTT), words="These are the words &amp; more", quick=True),
    _file("ASS in srt", ENGLISH, ("{}.en.srt", ASS), words=f"<i>{WORDS}</i>", quick=True),
    _file("SRT in ass", ENGLISH, ("{}.en.ass", srt(WORDS))),
    _file("MicroDVD in srt", ENGLISH, ("{}.en.srt", MICRODVD), words=f"<i>{WORDS}</i>\nand more", quick=True),
    _file("MPL2 in srt", ENGLISH, ("{}.en.srt", MPL2), words=f"<i>{WORDS}</i>\nand more"),
    _file("Empty", ENGLISH, ("{}.en.srt", b""), words="", quick=True),
    _file("Empty ass", ENGLISH, ("{}.en.ass", b""), words=""),
    _file("Only a mark", ENGLISH, ("{}.en.srt", b"\xef\xbb\xbf\r\n"), words=""),
    OddFile(name="Inside Polish.mkv", build=lambda path: inside(path, POLISH.encode("iso8859_2"), "srt", "pol"),
            subtitles=(("pl", "Polski"),), words=(POLISH,), quick=True),
    OddFile(name="Inside Russian.mkv", build=lambda path: inside(path, RUSSIAN.encode("cp1251"), "ass", "rus"),
            subtitles=(("ru", "Русский"),), words=(RUSSIAN,)),
    OddFile(name="Fonts.mkv", build=fonts, fonts=3, quick=True),
    OddFile(name="Large.mkv", build=large, subtitles=ENGLISH, words=(WORDS,)),
)  # fmt: skip
