"""Plays one film in Chromium through Dim's own player, and looks at what is shown."""

import random
import statistics
from bisect import bisect
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from support.matrix.films import BITS, SECONDS, TONES, Film

VIDEO = "document.querySelector('video')"
PROBE = (Path(__file__).parent / "probe.js").read_text()
WAIT = 30_000
"""Milliseconds that a picture may take on a busy machine before it counts as never coming."""
FRAMES = 6
"""Pictures that are looked at in one place."""


@dataclass
class Seen:
    """What a film was like: how it was played, what was wrong, and by how much sound and picture were apart (milliseconds)."""

    name: str
    mode: str = ""
    video: str = ""
    audio: str = ""
    reasons: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    apart: float | None = None
    seek: float | None = None
    """Milliseconds from a seek to its picture, the median of all."""
    worst: int = 0
    """Pictures by which what was shown was off at most."""


def watch(
    page: Page, address: str, film: Film, opened: dict[str, Any], dice: random.Random, to_the_end: bool = True
) -> Seen:
    """Play a film from the start, from the middle, after five seeks, with another sound, in another quality, and its end.

    `opened` gets the answers of `POST /stream-session` as they come in, under "last".
    """
    seen = Seen(film.name)
    page.goto(address)
    page.evaluate(f"({PROBE})({BITS}, {list(TONES)})")
    page.wait_for_function(f"() => {VIDEO}?.videoWidth > 0 && {VIDEO}.readyState >= 2", timeout=WAIT)
    page.evaluate("() => matrix.attach()")
    session = opened["last"]
    seen.mode, seen.video, seen.audio, seen.reasons = (session[name] for name in ("mode", "video", "audio", "reasons"))
    try:
        _look(page, film, seen, "from the start")
        _shape(page, film, seen)
        if film.sounds:
            _listen(page, film, seen)
        times = [SECONDS / 2, *(dice.uniform(0.5, SECONDS - 3) for _ in range(5))]
        taken = [_seek(page, film, seen, time) for time in times]
        seen.seek = round(statistics.median(taken))
        if len(film.sounds) > 1:
            _other_sound(page, film, seen)
        _other_quality(page, film, seen)
        if to_the_end:
            _to_the_end(page, film, seen)
    except Exception as error:  # whatever a film does, the others are played too
        state = page.evaluate(f"() => [{VIDEO}?.currentTime, {VIDEO}?.readyState, {VIDEO}?.error?.message]")
        seen.wrong.append(f"{type(error).__name__}: {str(error).splitlines()[0]} {state}")
    if problem := page.evaluate("() => matrix.error"):
        seen.wrong.append(f"the sound could not be heard: {problem}")
    return seen


def _look(page: Page, film: Film, seen: Seen, where: str, needed: int = FRAMES) -> None:
    """Frames advance, and each is the one that belongs to its time."""
    page.evaluate("() => { matrix.frames.length = 0 }")
    page.wait_for_function("number => matrix.frames.length >= number", arg=needed, timeout=WAIT)
    frames = page.evaluate("() => matrix.frames")
    off = [frame["number"] - (frame["time"] + film.cut) * float(film.rate) for frame in frames]
    worst = max(map(abs, off))
    seen.worst = max(seen.worst, round(worst))
    if worst > 1.5:  # a picture's time is that of its beginning, rounded to its clock
        seen.wrong.append(f"{where}: pictures off by {min(off):.1f} to {max(off):.1f}")
    if len({frame["number"] for frame in frames}) < 2:
        seen.wrong.append(f"{where}: frames do not advance")


def _shape(page: Page, film: Film, seen: Seen) -> None:
    width, height = page.evaluate(f"() => [{VIDEO}.videoWidth, {VIDEO}.videoHeight]")
    wanted = film.shown[0] / film.shown[1]
    if abs(width / height / wanted - 1) > 0.02:
        seen.wrong.append(f"shown in {width}x{height} instead of {film.shown[0]}x{film.shown[1]}")


def _listen(page: Page, film: Film, seen: Seen) -> None:
    """Sound and picture are in step: beeps come with the pictures of whole seconds."""
    if film.name == "h264-late-sound.mkv":
        page.wait_for_function(f"() => {VIDEO}.currentTime > 2.5", timeout=WAIT)
    page.evaluate("() => matrix.reset()")
    page.wait_for_function("() => matrix.onsets.length >= 4", timeout=WAIT)
    onsets, frames = page.evaluate("() => [matrix.onsets, matrix.frames]")
    apart = []
    for onset in onsets[1:]:
        shown = bisect([frame["at"] for frame in frames], onset["at"])
        if not shown:
            continue
        last, following = frames[shown - 1], next(iter(frames[shown:]), None)
        # where the pictures are at the moment of the beep: the number of the last one, and the time since it was shown, which is
        # no more than until the next
        length = following["number"] - last["number"] if following else 1
        time = last["number"] / float(film.rate) + min((onset["at"] - last["at"]) / 1000, length / float(film.rate))
        apart.append((time - round(time)) * 1000)
    seen.apart = round(statistics.median(apart), 1) if apart else None
    if seen.apart is None or abs(seen.apart + film.late) > 60:
        seen.wrong.append(f"sound and picture are {seen.apart} ms apart ({[round(value) for value in apart]})")


def _seek(page: Page, film: Film, seen: Seen, time: float) -> float:
    """Seek, and look; how long it took until there was a picture of there, in milliseconds."""
    taken: float = page.evaluate(
        f"""time => new Promise((resolve, reject) => {{
            const video = {VIDEO}, began = performance.now();
            const timer = setTimeout(() => reject(new Error("no picture after a seek to " + time)), {WAIT});
            const done = (_now, frame) => {{
                if (Math.abs(frame.mediaTime - time) > 2) return void video.requestVideoFrameCallback(done);
                clearTimeout(timer);
                resolve(performance.now() - began);
            }};
            matrix.frames.length = 0;
            video.currentTime = time;
            video.requestVideoFrameCallback(done);
        }})""",
        time,
    )
    page.evaluate(f"() => {{ void {VIDEO}.play() }}")
    _look(page, film, seen, f"after a seek to {time:.2f}")
    return taken


def _other_sound(page: Page, film: Film, seen: Seen) -> None:
    """Choose the second sound; it is heard, and the pictures go on."""
    _seek(page, film, seen, 3.0)
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    page.get_by_role("button", name="Audio", exact=True).click()
    page.get_by_role("menuitemradio").nth(1).click()
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => {VIDEO}.readyState >= 2 && !{VIDEO}.seeking", timeout=WAIT)
    page.wait_for_function(f"() => Math.abs(matrix.pitch() - {TONES[1]}) < 40", timeout=WAIT)
    _look(page, film, seen, "with the other sound")


def _other_quality(page: Page, film: Film, seen: Seen) -> None:
    """Choose the lowest quality; it is shown at the same place."""
    _seek(page, film, seen, 5.0)
    page.mouse.move(300, 300)
    page.mouse.move(310, 310)
    button = page.get_by_role("button", name="Quality", exact=True)
    if not button.count():
        return
    button.click()
    page.get_by_role("menuitemradio").last.click()
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => document.querySelector('[data-rendition]')?.dataset.rendition === '240p'", timeout=WAIT
    )
    page.wait_for_function(f"() => {VIDEO}.readyState >= 2 && !{VIDEO}.seeking", timeout=WAIT)
    _look(page, film, seen, "in 240p")
    _shape(page, film, seen)


def _to_the_end(page: Page, film: Film, seen: Seen) -> None:
    """The end comes, and is an end."""
    page.evaluate(f"end => {{ {VIDEO}.currentTime = end }}", SECONDS - 2 - film.cut)
    try:
        page.wait_for_function(f"() => {VIDEO}.ended", timeout=WAIT)
    except Exception:
        state = page.evaluate(f"() => [{VIDEO}.currentTime, {VIDEO}.duration, {VIDEO}.readyState]")
        seen.wrong.append(f"it does not end: {state}")
