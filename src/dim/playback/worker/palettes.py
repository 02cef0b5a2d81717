"""The palettes of bitmap subtitles: libav decodes the bitmaps, but PyAV does not expose their colours. Pure.

A palette maps colour numbers to (red, green, blue, opacity).
"""

from collections.abc import Iterator, Mapping

Colour = tuple[int, int, int, int]
Palette = Mapping[int, Colour]
GREYS: Palette = {0: (0, 0, 0, 0), 1: (255, 255, 255, 255), 2: (0, 0, 0, 255), 3: (128, 128, 128, 255)}
"""Used where the colours are unknown."""


def of_pgs(data: bytes, before: Palette, is_hd: bool) -> Palette:
    """The palette after a packet of PGS, which changes the one before it (US patent 2009/0185789, figure 22)."""
    colours = dict(before)
    for kind, content in _segments(data):
        if kind == 0x14:
            for at in range(2, len(content) - 4, 5):
                number, luma, red, blue, opacity = content[at : at + 5]
                colours[number] = (*_rgb(luma, red, blue, is_hd), opacity)
    return colours


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a packet of PGS: kind and content."""
    at = 0
    while at + 3 <= len(data):
        length = int.from_bytes(data[at + 1 : at + 3], "big")
        yield data[at], data[at + 3 : at + 3 + length]
        at += 3 + length


def of_vobsub(data: bytes, header: str) -> Palette:
    """The palette of a VobSub bitmap: four of the sixteen colours that the track's header lists ("palette: 000000,
    ffffff, ...").

    http://dvd.sourceforge.net/dvdinfo/spu.html, commands 3 and 4.
    """
    listed = next((line.partition(":")[2] for line in header.splitlines() if line.startswith("palette:")), "")
    sixteen = [int(word, 16) for word in listed.replace(",", " ").split() if _is_hexadecimal(word)]
    chosen, opacities = b"", b""
    for command, values in _commands(data):
        if command == 3:
            chosen = values
        elif command == 4:
            opacities = values
    if len(sixteen) < 16 or len(chosen) != 2 or len(opacities) != 2:
        return GREYS
    found: dict[int, Colour] = {}
    for number, shift in enumerate((0, 4, 8, 12)):
        colour = sixteen[int.from_bytes(chosen, "big") >> shift & 15]
        opacity = (int.from_bytes(opacities, "big") >> shift & 15) * 17
        found[number] = (colour >> 16 & 255, colour >> 8 & 255, colour & 255, opacity)
    return found


_LENGTHS = {0: 0, 1: 0, 2: 0, 3: 2, 4: 2, 5: 6, 6: 4}
"""Bytes after each command."""


def _commands(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The commands of a VobSub packet's first control sequence."""
    at = int.from_bytes(data[2:4], "big") + 4
    while at < len(data) and (command := data[at]) in _LENGTHS:
        yield command, data[at + 1 : at + 1 + _LENGTHS[command]]
        at += 1 + _LENGTHS[command]


def of_dvb(data: bytes, before: Palette) -> Palette:
    """The palette after a packet of DVB subtitles, which changes the one before it (ETSI EN 300 743, 7.2.4)."""
    colours = dict(before)
    at = data.find(b"\x0f")
    while at >= 0 and at + 6 <= len(data) and data[at] == 0x0F:
        length = int.from_bytes(data[at + 4 : at + 6], "big")
        if data[at + 1] == 0x12:
            colours.update(_dvb_entries(data[at + 8 : at + 6 + length]))
        at += 6 + length
    return colours


def _dvb_entries(content: bytes) -> Iterator[tuple[int, Colour]]:
    at = 0
    while at + 4 <= len(content):
        number, is_full = content[at], content[at + 1] & 1
        if is_full:
            luma, red, blue, transparency = content[at + 2 : at + 6].ljust(4, b"\0")
            at += 6
        else:
            word = int.from_bytes(content[at + 2 : at + 4], "big")
            luma, red, blue = word >> 10 << 2, (word >> 6 & 15) << 4, (word >> 2 & 15) << 4
            transparency = (word & 3) << 6
            at += 4
        yield number, (*_rgb(luma, red, blue, False), 0 if luma == 0 else 255 - transparency)


def _is_hexadecimal(word: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in word)


def _rgb(luma: int, red: int, blue: int, is_hd: bool) -> tuple[int, int, int]:
    """From studio-range luma and colour differences (ITU-R BT.709 for HD, else BT.601)."""
    a, b, c, d = (1.793, 0.534, 0.213, 2.115) if is_hd else (1.596, 0.813, 0.391, 2.018)
    y, v, u = 1.164 * (luma - 16), red - 128, blue - 128
    return _byte(y + a * v), _byte(y - b * v - c * u), _byte(y + d * u)


def _byte(value: float) -> int:
    return max(0, min(round(value), 255))
