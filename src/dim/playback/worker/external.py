"""Reads a whole subtitle file once, into windows that are stored. Runs in a worker."""

import html
import json
import os
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace

from dim.playback.subtitles.cues import Cue, cue_to_json
from dim.playback.subtitles.encodings import decode
from dim.playback.subtitles.text_files import TextCue, read_text
from dim.playback.subtitles.windows import format_event, write_windows
from dim.playback.worker.markup import cue_text
from dim.sandbox.files import descriptor

MOST_BYTES = 64 << 20
"""Of a file, so much is read."""
LONGEST_CUE = 600.0
"""Seconds that a cue is shown at most."""
MOST_A_WINDOW = 3000
"""Cues of a window, the last ones; more of them show nothing that anyone could read."""


def external_windows(
    path: str, track_format: str, language: str | None, frame_rate: float | None, window: int, output: int
) -> None:
    """Write the cues of a subtitle file to the descriptor `output`, in windows of so many seconds (`windows.write_windows`).

    Raises UnknownFormatError, OSError: it cannot be read.
    """
    with descriptor(path) as handle, open(handle, "rb", closefd=False) as file:
        file.seek(0)
        content = read_text(decode(file.read(MOST_BYTES), language), frame_rate)
    windows: defaultdict[int, deque[bytes]] = defaultdict(lambda: deque(maxlen=MOST_A_WINDOW))
    for cue in _cues(content.cues, track_format == "styled"):
        data = json.dumps(cue_to_json(cue), ensure_ascii=False).encode("utf-8", "replace")
        for number in range(int(cue.start // window), int(cue.end // window) + 1):
            windows[number].append(data)
    with os.fdopen(os.dup(output), "wb") as target:
        write_windows(target, content.header, windows)


def _cues(found: Iterator[TextCue], is_styled: bool) -> Iterator[Cue]:
    for one in found:
        if one.end <= one.start:
            continue
        text, settings = cue_text(one.text, one.has_tags, one.has_entities)
        end = min(one.end, one.start + LONGEST_CUE)
        cue = Cue(round(one.start, 3), round(end, 3), text, "line:0" if one.at_top else settings)
        if is_styled:
            written = _as_override(text) if one.has_tags else one.text
            yield replace(cue, event=format_event(one.layer, cue.start, cue.end, f"{one.fields}{written}"))
        elif text:
            yield cue


def _as_override(text: str) -> str:
    """The text of a WebVTT cue as ASS has it."""
    for name in ("i", "b", "u"):
        text = text.replace(f"<{name}>", f"{{\\{name}1}}").replace(f"</{name}>", f"{{\\{name}0}}")
    return html.unescape(text).replace("\n", "\\N")
