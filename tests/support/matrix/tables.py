"""The tables of `docs/playback.md`: what was seen in Chromium, and what other kinds of screens get."""

import re
from collections.abc import Sequence
from pathlib import Path

from dim.media.file import MediaFile, MediaInfo
from dim.playback.policy.capabilities import PROFILES, of_profile
from dim.playback.policy.decide import decide
from dim.probe.streams import probe
from support.matrix.films import FILMS, made
from support.matrix.watch import Seen

PAGE = Path(__file__).parents[3] / "docs" / "playback.md"
OTHERS = [name for name in PROFILES if name != "web"]
FORMS = {"copy": "copied", "encode": "encoded", "none": "none"}


def write(results: Sequence[Seen]) -> None:
    """Put the tables of all films into the page, between the marks that are there for them."""
    text = re.sub(
        r"(<!-- matrix -->\n).*(<!-- end -->)",
        lambda found: f"{found[1]}{table(results)}\n{found[2]}",
        PAGE.read_text(),
        flags=re.DOTALL,
    )
    PAGE.write_text(text)


def table(results: Sequence[Seen]) -> str:
    """A row for each film: how Chromium played it, whether all was right, and the modes that other screens get."""
    lines = [
        f"| file | | Chromium | video | audio | audio and video apart | right | {' | '.join(OTHERS)} |",
        "| --- " * (7 + len(OTHERS)) + "|",
    ]
    abouts = {film.name: film for film in FILMS}
    for seen in results:
        film = abouts[seen.name]
        info = MediaInfo.from_json(probe(str(made(film))))
        file = MediaFile(
            id=1, library_id=1, path=film.name, container=info.container, duration=info.duration, bit_rate=info.bit_rate,
            streams=info.streams,
        )  # fmt: skip
        modes = [decide(file, of_profile(name, [])).mode for name in OTHERS]
        apart = "" if seen.apart is None else f"{seen.apart:.0f} ms"
        right = "yes" if not seen.wrong else "no: " + "; ".join(seen.wrong)
        lines.append(
            f"| {seen.name} | {film.about} | {seen.mode} | {FORMS.get(seen.video, '')} | {FORMS.get(seen.audio, '')} | {apart} | {right} | "
            f"{' | '.join(modes)} |"
        )
    return "\n".join(lines)
