"""How an item can be played: the file itself, a converted stream, its subtitles and images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dim.artwork.store import StoredImage
from dim.dlna.devices import MEDIA_TYPES, DeviceKind
from dim.dlna.links import Links
from dim.media import MediaFile
from dim.playback.policy.capabilities import Capabilities, parse
from dim.playback.policy.decide import decide
from dim.playback.subtitles.tracks import SubtitleTrack, subtitle_tracks
from dim.upnp.didl import Art, Resource
from dim.upnp.protocol_info import CONVERTED, FILE, SUBTITLES, protocol_info

MOST_VERSIONS, MOST_SUBTITLES = 4, 8
CONVERTED_TYPE = "video/mp4"
SUBTITLE_TYPE = "text/srt"
ART = ((320, "JPEG_SM"), (480, "JPEG_MED"))
"""Widths of images, and the profiles of DLNA that a poster of that width fits into."""
ANYTHING = Capabilities(frozenset(), frozenset(), everything=True, channels=8, deinterlaces=True)
"""A player chooses from the resources by itself: every file is offered as it is."""
BASIC = replace(parse(["mp4", "h264", "aac", "mp3"]), hdr=False, height=1080)
"""What converted streams are made for: what nearly all televisions decode."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request came to, and from what kind of device: `base` is the URL of Dim there, without a slash at its end."""

    base: str
    links: Links
    device: DeviceKind

    def media(self, item_id: int, file: MediaFile) -> str:
        """The URL of a file as it is; televisions look at the extension."""
        signature = self.links.sign("media", item_id, file.id)
        return f"{self.base}/dlna/media/{signature}/{item_id}/{file.id}.{extension(file)}"

    def converted(self, item_id: int, file: MediaFile) -> str:
        """The URL of a converted stream."""
        return f"{self.base}/dlna/converted/{self.links.sign('converted', item_id, file.id)}/{item_id}/{file.id}.mp4"

    def subtitles(self, item_id: int, file: MediaFile, track: SubtitleTrack) -> str:
        """The URL of a subtitle track as SubRip."""
        signature = self.links.sign("subtitles", item_id, file.id, track.id)
        return f"{self.base}/dlna/subtitles/{signature}/{item_id}/{file.id}/{track.id}.srt"

    def poster(self, item_id: int, width: int, image: StoredImage) -> str:
        """The URL of an image of an item; another image has another URL."""
        signature = self.links.sign("poster", item_id, width)
        return f"{self.base}/dlna/poster/{signature}/{item_id}/{width}/{image.digest[:8]}.jpg"


def extension(file: MediaFile) -> str:
    """The extension of a file, in small letters, or that of its container."""
    _, dot, found = file.path.rpartition("/")[2].lower().rpartition(".")
    if dot and found.isascii() and found.isalnum() and len(found) <= 5:
        return found
    return "mp4" if file.container == "mov" else file.container


def anything(bit_rate: int | None) -> Capabilities:
    """Every file as it is, up to the bit rate (bits a second) that an account allows (None: no limit)."""
    return replace(ANYTHING, bit_rate=bit_rate)


def basic(bit_rate: int | None) -> Capabilities:
    """What converted streams are made for, up to the bit rate that an account allows."""
    return replace(BASIC, bit_rate=bit_rate)


def is_sent_as_it_is(file: MediaFile, bit_rate: int | None) -> bool:
    """Whether a file is offered itself."""
    return decide(file, anything(bit_rate)).mode == "direct"


def is_converted(file: MediaFile, bit_rate: int | None) -> bool:
    """Whether a converted stream of a file is offered: some televisions would not play the file."""
    return file.duration > 0 and decide(file, basic(bit_rate)).mode != "direct"


def resources(place: Place, item_id: int, files: Sequence[MediaFile], bit_rate: int | None) -> list[Resource]:
    """The resources of an item with these files, the best first."""
    found = [
        Resource(
            place.media(item_id, file), protocol_info(place.device.media_type(file.container), FILE), size=file.size,
            duration=file.duration or None, bit_rate=file.bit_rate,
            resolution=file.video.display_size if file.video else None,
            channels=file.default_audio.channels or None if file.default_audio else None,
            sample_rate=file.default_audio.sample_rate or None if file.default_audio else None,
        )
        for file in files[:MOST_VERSIONS]
        if is_sent_as_it_is(file, bit_rate)
    ]  # fmt: skip
    for file in files[:1]:
        if is_converted(file, bit_rate):
            info = protocol_info(CONVERTED_TYPE, CONVERTED)
            found.append(Resource(place.converted(item_id, file), info, duration=file.duration, channels=2))
        tracks = text_tracks(file)[:MOST_SUBTITLES]
        found += [
            Resource(place.subtitles(item_id, file, one), protocol_info(SUBTITLE_TYPE, SUBTITLES)) for one in tracks
        ]
    return found


def text_tracks(file: MediaFile) -> list[SubtitleTrack]:
    """The subtitle tracks of a file that are text: files beside it first, since players find the others by themselves."""
    return sorted(
        (one for one in subtitle_tracks(file) if one.format != "bitmap"), key=lambda one: one.stream is not None
    )


def caption(place: Place, item_id: int, files: Sequence[MediaFile]) -> str | None:
    """The URL of the subtitles that a player shows which takes one track only: the first that is not forced."""
    for file in files[:1]:
        for track in sorted(text_tracks(file), key=lambda one: one.forced):
            return place.subtitles(item_id, file, track)
    return None


def art(place: Place, images: Mapping[int, Mapping[str, StoredImage]], *item_ids: int) -> list[Art]:
    """Images of the first of some items that has a poster or a still."""
    for item_id in item_ids:
        for kind in ("poster", "still"):
            if image := images.get(item_id, {}).get(kind):
                return [Art(place.poster(item_id, width, image), profile) for width, profile in ART]
    return []


def source_protocol_info() -> str:
    """Everything that may be offered, as ConnectionManager:1 lists it."""
    types = [*dict.fromkeys(MEDIA_TYPES.values()), "video/x-mkv", "video/avi", "image/jpeg", SUBTITLE_TYPE]
    return ",".join(protocol_info(kind, "*") for kind in types)
