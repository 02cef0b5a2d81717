"""Words that occur in file names beside titles. To support a new word, add it to a row.

The strength of a word:

- STRONG: hardly ever part of a title ("bluray", "x264"). The first one ends the title.
- MEDIUM: ends the title when another such word, a year or the end of the name follows ("extended", "web", "dvd").
- WEAK: also occurs in titles ("French", "Real"); a tag only right before another tag, or after the end of the title.
"""

import re
from typing import NamedTuple

from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS

WEAK, MEDIUM, STRONG = 1, 2, 3

EXTENSIONS = VIDEO_EXTENSIONS | SUBTITLE_EXTENSIONS | {
    "bdmv", "idx", "ifo", "img", "iso", "nfo", "nzb", "smi", "strm", "sub", "sup", "torrent", "txt",
}  # fmt: skip


class Meaning(NamedTuple):
    """The kind of a tag, and its strength."""

    kind: str
    strength: int


_WORDS: tuple[tuple[str, int, str], ...] = (
    ("resolution", STRONG,
     "480p 576p 720p 1080p 1440p 2160p 4320p 480i 576i 1080i 540p 360p uhd ultrahd fullhd hdlight qhd 4klight"),
    ("resolution", MEDIUM, "4k 8k 2k hd sd fhd hq mq lq"),
    ("source", STRONG,
     "bluray brrip bdrip brip bdremux brremux bdmux brmux bdmv uhdrip uhdbd uhdremux hddvd hddvdrip webrip webdl "
     "webcap webmux webhd web-dl webdlrip webdlmux dlmux webuhd hdtv hdtvrip hdtvmux ahdtv uhdtv pdtv sdtv ldtv "
     "dtvrip tvrip tvriphd dsr dsrip satrip dthrip dvbrip dvdrip dvdscr dvdscreener dvdmux dvd5 dvd9 dvdr vhsrip "
     "hdrip camrip hdcam hdts hdtc telesync telecine screener bdscr ppvrip vodrip mbcvod remux amzn dsnp hmax "
     "itunes netflixuhd netflixuhdrip uhdbluray blurayrip bdrip720 microhd mhd webscreener hulu atvp pcok crav "
     "workprint minibd tvhd hdtvripp webtv bdiso"),
    ("source", MEDIUM,
     "web bd bd25 bd50 dvd vhs cam ts tc scr r5 r6 vod nf dcu ntsc pal ws fs stv max stan cr tv bdr baha viutv "
     "hidive abema funi adn all4"),
    ("codec", STRONG,
     "x264 x265 x266 h264 h265 h266 hevc hevc10 avc xvid divx divx5 divx6 divx3 mpeg2 mpeg4 vp9 vp8 av1 vc1 avchd "
     "hi10 hi10p hi444pp 10bit 8bit 12bit 10bits 8bits hevcx265 x264avc hdtvx264 nvenc wmv9 hi422p ma10p yuv420p10 "
     "264 265"),
    ("codec", MEDIUM, "mkv mp4 avi m4v dxva"),
    ("audio", STRONG,
     "aac ac3 eac3 ac3d ac3dl ac3lc dts dtshd dtses dtsx dtsma truehd atmos flac ddp dd51 ddp51 ddex lpcm pcm mp3 "
     "opus dualaudio multiaudio 6ch 8ch 2ch heaac qaac vorbis aac51 aac20 dts51 lame3 aac2 aac5 alac hdma"),
    ("audio", MEDIUM, "dd dual 5ch stereo mono line md ld mic stereoscopic hra hr"),
    ("hdr", STRONG, "hdr hdr10 hdr10plus hdr10p hlg dovi bt2020 bt709 dolbyvision dvhdr"),
    ("hdr", MEDIUM, "dv sdr"),
    ("edition", MEDIUM,
     "extended unrated uncut theatrical remastered imax uncensored om redux criterion dc colorized restored "
     "remaster despecialized hybrid integral anniversary fanedit"),
    ("release", STRONG,
     "readnfo nfofix dirfix prooffix samplefix syncfix subfix rarfix proper repack rerip fastsub hardsub softsub "
     "vostfr vost subforced multisubs multisub hebsubs hebsub swesub nlsubs nlsub dvdextras obfuscated asrequested "
     "xpost postbot scrambled dubfix audiofix vfstfr softsubs hardsubs legendado legendas engsub engsubs "
     "nordicsubs rusub vosta vostf vostit legenda"),
    ("release", MEDIUM,
     "subbed dubbed internal limited complete retail festival hc oar 3d hsbs hou sbs halfsbs dl multi subs sub "
     "custom nuked real ova oad ona batch docu doku xxx preair dubs fansub miniserie miniseries read finale tvrip "
     "integrale intégrale alternate"),
    ("language", MEDIUM,
     "truefrench subfrench castellano espanol español dublado vff vfq vfi vf2 vof vo hun ukr ita eng jpn fre ger "
     "rus spa swe nor dan fin pol por cze kor chi chs cht vfstfr ptbr subita jap esp lat"),
    ("language", WEAK,
     "english french german italian spanish portuguese russian swedish norwegian danish dutch finnish nordic "
     "japanese korean chinese hebrew polish turkish hungarian czech hindi tamil telugu malayalam latino flemish "
     "deutsch francais français vf fr en it de es nl pl ukrainian arabic greek thai romanian vietnamese cantonese "
     "mandarin persian bengali punjabi kannada marathi latin"),
)  # fmt: skip

WORDS: dict[str, Meaning] = {
    word: Meaning(kind, strength) for kind, strength, words in _WORDS for word in words.split()
}

PHRASES: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
"""Phrases by their first word: {"web": [(("dl",), ...)]}."""

_PHRASES: tuple[tuple[str, int, str], ...] = (
    ("source", STRONG,
     "web dl|web rip|web cap|web hd|blu ray|blu ray rip|hd tv|hd tv rip|hd dvd|dvd rip|dvd scr|dvd r|dvd 5|"
     "dvd 9|bd rip|bd remux|br rip|hd rip|cam rip|hd cam|hd ts|vhs rip|tv rip|sat rip|blu ray remux|web mux|"
     "web dl rip|bd mux|dvd mux|uhd bd|b global"),
    ("codec", STRONG,
     "h 264|h 265|h 266|x 264|x 265|h264 avc|vc 1|mpeg 2|mpeg 4|10 bit|8 bit|12 bit|10 bits|8 bits|hi 10p|"
     "hi 10|av 1"),
    ("audio", STRONG,
     "dts hd|dts x|dts es|dts hd ma|true hd|dd ex|e ac 3|ac 3|dual audio|multi audio|dolby atmos|dolby digital|"
     "dd 5 1|dd 2 0|dd 7 1|5 1 ch|ddp 5 1|ddp 2 0|dolby 2 0|dolby 5 1|5 1ch|7 1ch|2 0ch|he aac|audio latino|"
     "dolby truehd|dts hd hra"),
    ("hdr", STRONG,
     "dolby vision|hdr 10|hdr10 plus"),
    ("edition", STRONG,
     "director s cut|directors cut|director cut|director s edition|directors edition|extended cut|"
     "extended edition|extended version|unrated cut|unrated edition|theatrical cut|theatrical edition|"
     "theatrical version|final cut|special edition|criterion collection|criterion edition|ultimate edition|"
     "collector s edition|collectors edition|collector edition|ultimate collector s edition|"
     "ultimate collectors edition|anniversary edition|imax edition|open matte|alternate cut|alternative cut|"
     "uncut edition|limited edition|ultimate fan collection|integral version|ultimate cut|rogue cut|"
     "assembly cut|black and chrome|remastered edition|fan edit|restored edition|deluxe edition|"
     "extended director s cut|extended directors cut|25th anniversary edition|40th anniversary edition|"
     "international cut|uncensored cut|noir edition|kino classics|extended remastered"),
    ("release", STRONG,
     "read nfo|half sbs|half ou|h sbs|h ou|east coast feed|west coast feed|east feed|west feed|multi subs|"
     "multi sub|eng subs|1 cd|2 cd|3 cd|english subs|nl subs|german subbed|custom subbed|german dubbed|"
     "proper repack|season finale|hard subs|soft subs|prima visione"),
    ("language", STRONG,
     "pt br|español castellano|espanol castellano|multi vff|en fr|dual audio"),
)  # fmt: skip
for _kind, _strength, _rows in _PHRASES:
    for _row in _rows.split("|"):
        _first, *_rest = _row.split()
        PHRASES.setdefault(_first, []).append((tuple(_rest), Meaning(_kind, _strength)))
for _found in PHRASES.values():
    _found.sort(key=lambda phrase: -len(phrase[0]))  # the longest first

SHAPE = re.compile(
    r"(?P<resolution>\d{3,4}[pi](?:\d{2,3}|hd|x\d{3})?|\d{3,4}p?hi10p?)|"
    r"(?P<size_in_pixels>\d{3,4}x\d{3,4}p?)|"
    r"(?P<codec>(?:x|h|hevc)26[3-6]\w{0,12}|(?:8|10|12)bits?|hevc\d{2})|"
    r"(?P<audio>(?:aac|dd|ddp|dts|flac|ac3|eac3|opus|truehd|atmos|lpcm|dtshd|dolby|ma|aaclc|mp3|mp2)\d{1,2}|\dch|\dx(?:flac|aac|ac3))|"
    r"(?P<version>v\d)|"
    r"(?P<size>\d{1,5}(?:mb|gb|mib|gib|kb))|"
    r"(?P<rate>\d{1,6}(?:k|m|kbps|mbps|kbit|mbit|mbits|fps|hz|khz))|"
    r"(?P<source>(?:web|bd|dvd|hd|uhd|netflix)\w{0,8}(?:rip|mux|remux)\d{0,4})"
)
"""Words with digits in them that follow a pattern, in lower case."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SEASON_WORDS = _set(
    """
    kausi saison saisons se season seasons seizoen serie series sesong sezon sezona sezonas sezonul staffel
    staffeln stagione stagioni säsong sæson série tem temp temporada temporadas évad сезон
    """
)
EPISODE_WORDS = _set(
    """
    afl aflevering afsnit avsnitt blm bolum bölüm bölümü cap capitol capitulo capítulo ep epi episode episodes
    episodio episodios episodul episódio epizod epizoda eps folge folgen jakso odc odcinek odcinki teil épisode
    épisodes серии серия эпизод
    """
)
EPISODE_AFTER = _set(
    """
    avsnitt blm bolum bölüm jakso odcinek rész évad серии серия эпизод 回 話 话 集 화
    """
)
"""Words that follow their number: "69. Bölüm"."""
NUMBER_WORDS = {
    word: number
    for number, words in enumerate((
        "one un une uno eins ein i", "two deux dos due zwei ii", "three trois tres tre drei iii",
        "four quatre cuatro quattro vier iv", "five cinq cinco cinque fünf v", "six seis sei sechs vi",
        "seven sept siete sette sieben vii", "eight huit ocho otto acht viii",
        "nine neuf nueve nove neun ix", "ten dix diez dieci zehn x", "eleven onze xi", "twelve douze xii",
    ), 1)
    for word in words.split()
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
COUNTRIES = frozenset(("us", "uk", "au", "ca", "nz", "ie", "in", "jp", "kr", "fr", "de", "nl", "se", "no", "dk"))
TV_SOURCES = frozenset(
    ("hdtv", "pdtv", "dsr", "dsrip", "sdtv", "tvrip", "ahdtv", "ldtv", "hdtvrip", "satrip", "dthrip", "webtv")
)
FANSUB_WORDS = frozenset(("vostfr", "vosta", "fansub", "vost", "vostf"))
