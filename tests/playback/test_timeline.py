"""Where segments begin and end, and the playlists that say so."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dim.media import AudioStream
from dim.playback.hls import playlist
from dim.playback.hls.timeline import plan

MS = Fraction(1, 1000)


@pytest.mark.parametrize(
    ("keyframes", "end", "boundaries"),
    [
        ([0, 2000, 4000, 6000, 8000], 10_000, [0, 4, 8, 10]),
        ([0, 1000, 2000, 3000, 4000, 5000], 6000, [0, 4, 6]),
        ([0, 10_000, 20_000], 24_000, [0, 10, 20, 24]),
        ([500, 4500], 8500, [0, 4, 8]),
        ([0], 3000, [0, 3]),
        ([0, 5000, 5100], 9000, [0, 5, 9]),
    ],
)
def test_boundaries_are_keyframes(keyframes: list[int], end: int, boundaries: list[int]) -> None:
    timeline = plan(keyframes, end, MS)
    assert list(timeline.boundaries) == boundaries
    assert timeline.duration == boundaries[-1]
    assert timeline.pts(Fraction(boundaries[1])) == keyframes[0] + boundaries[1] * 1000


def test_every_boundary_of_the_original_is_one_of_the_encoded() -> None:
    timeline = plan([0, 10_417, 20_833], 30_006, MS)
    assert set(timeline.boundaries) <= set(timeline.encoded_boundaries)
    assert max(b - a for a, b in zip(timeline.encoded_boundaries, timeline.encoded_boundaries[1:], strict=False)) <= 6
    assert list(timeline.encoded_boundaries) == sorted(timeline.encoded_boundaries)


@pytest.mark.parametrize(
    ("keyframes", "begin", "boundaries", "lead"),
    [
        ([-1000, 1000, 5000], 0, [0, 5, 9], -1000),
        ([-1000, 1000, 5000], -1000, [0, 2, 6, 10], None),
        ([-5000, -1000, 3000], 0, [0, 3, 9], -1000),  # a keyframe before that is of no use
        ([0, 4000], 0, [0, 4, 9], None),
    ],
)
def test_a_film_that_begins_within_a_group(
    keyframes: list[int], begin: int, boundaries: list[int], lead: int | None
) -> None:
    timeline = plan(keyframes, 9000, MS, [key + 9000 for key in keyframes], begin)
    assert list(timeline.boundaries) == boundaries
    assert timeline.leading_keyframe == lead
    assert timeline.keyframe(Fraction(0)) + 9000 == timeline.positions[0]
    assert timeline.keyframe(Fraction(boundaries[1])) == timeline.pts(Fraction(boundaries[1]))


def test_a_file_without_keyframes_is_refused() -> None:
    with pytest.raises(ValueError, match="keyframe"):
        plan([], 10, MS)


def test_a_media_playlist_adds_up() -> None:
    text = playlist.media([(Fraction(0), Fraction(4), Fraction(10_417, 1000))])
    lengths = [float(line[8:-1]) for line in text.splitlines() if line.startswith("#EXTINF")]
    assert lengths == [4.0, 6.417]
    assert "#EXT-X-TARGETDURATION:7" in text
    assert text.endswith("#EXT-X-ENDLIST\n")


def test_no_name_breaks_out_of_a_playlist() -> None:
    sound = AudioStream(index=1, codec="aac", title='a"b\n#EXT-X-ENDLIST\r', language='e"n')
    variants = [playlist.Variant("original", "avc1.640028", 1280, 720, 2, 1)]
    sounds = [playlist.AudioTrack(replace(sound, index=index), "mp4a.40.2", 2, 160_000) for index in (1, 2)]
    text = playlist.multivariant(variants, 24.0, sounds)
    media = [line for line in text.splitlines() if line.startswith("#EXT-X-MEDIA")]
    assert len(media) == 2
    assert all(line.count('"') % 2 == 0 for line in media)
    assert "\n#EXT-X-ENDLIST" not in text
    assert "NAME" in media[0]
    assert media[0].split("NAME=")[1].split(",")[0] != media[1].split("NAME=")[1].split(",")[0]
