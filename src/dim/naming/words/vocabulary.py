"""Words that occur in file names beside titles. To support a new word, add it to a row.

The strength of a word:

- STRONG: hardly ever part of a title ("bluray", "x264"). The first one ends the title.
- LIKELY: a tag before another tag or a year, alone in brackets, or at the end of a name ("dvd", "unrated").
- MEDIUM: as LIKELY, but also the last word of titles ("real", "complete"): at the end of a name only where a tag precedes it.
- WEAK: also occurs in titles ("French"): a tag only right before another tag, or after the end of the title.

`tagging.settle_tags` decides by place.
"""

import re
from typing import NamedTuple

from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS

WEAK, MEDIUM, LIKELY, STRONG = 1, 2, 3, 4

EXTENSIONS = VIDEO_EXTENSIONS | SUBTITLE_EXTENSIONS | {
    "bdmv", "idx", "ifo", "img", "iso", "nfo", "nzb", "smi", "strm", "sub", "sup", "torrent", "txt",
}  # fmt: skip


class Meaning(NamedTuple):
    """The kind of a tag, and its strength."""

    kind: str
    strength: int


_WORDS: tuple[tuple[str, int, str], ...] = (
    ("resolution", STRONG,
     "480p 576p 720p 1080p 1440p 2160p 4320p 480i 576i 1080i 540p 360p 240p 1o8op 108op 72op uhd ultrahd fullhd fhd hdlight "
     "qhd 4klight 4khdr 16x9"),
    ("resolution", LIKELY, "4k 8k hd sd"),
    ("resolution", MEDIUM, "2k hq mq lq 4x3"),
    ("source", STRONG,
     "bluray brrip bdrip brip bdremux brremux bdmux brmux bdmv uhdrip uhdbd uhdremux hddvd hddvdrip webrip webdl "
     "webcap webmux webhd webdlrip webdlmux dlmux webuhd hdtv hdtvrip hdtvmux ahdtv uhdtv pdtv sdtv ldtv "
     "dtvrip tvrip tvriphd dsr dsrip satrip dthrip dvbrip dvdrip dvdscr dvdscreener dvdmux dvd5 dvd9 dvdr vhsrip "
     "hdrip camrip hdcam hdts hdtc telesync telecine screener bdscr ppvrip vodrip mbcvod remux amzn dsnp hmax "
     "itunes netflixuhd netflixuhdrip uhdbluray blurayrip microhd mhd webscreener atvp pcok crav "
     "workprint minibd tvhd hdtvripp webtv bdiso predvd predvdrip iptvrip dvbt tvcap hdtvcap hqcam laserdisc ldrip dvdfull "
     "bdfull fullbd dvdremux hdremux dcprip hc-hdrip webripdl dvdrips bdrips brrips webrips telesynch hdtvhd vcdrip svcd tvtc"),
    ("source", LIKELY, "dvd bd bd25 bd50 vhs vod"),
    ("source", MEDIUM, "web cam ts tc scr r5 r6 ntsc pal ws fs tv bdr"),
    ("service", WEAK,
     "nf dcu max stan cr hidive abema funi adn all4 dsny disney netflix amazon crunchyroll hotstar zee5 sonyliv aha "
     "jiocinema jc hs "
     "sliv ip iplayer itvx itv bilibili iqiyi wetv viki tving wavve linetv kktv baha viutv pmtp ctv cbc pbs cw nbc abc cbs fox hbo "
     "nhk bbc starz tubi roku mubi skst osn shahid blutv puhutv exxen tabii gain ma red hulu yk wowow ch4 mgm hallmark appletv"),
    ("codec", STRONG,
     "x264 x265 x266 h264 h265 h266 hevc hevc10 avc xvid divx divx5 divx6 divx3 mpeg2 mpeg4 vp9 vp8 av1 vc1 avchd "
     "hi10 hi10p hi444pp 10bit 8bit 12bit 10bits 8bits hevcx265 x264avc hdtvx264 nvenc wmv9 hi422p ma10p yuv420p10 rv40 main10 "
     "hi8p 10bpp xvidhd"),
    ("codec", LIKELY, "mkv mp4 avi m4v dxva vfr cfr"),
    ("audio", STRONG,
     "aac ac3 eac3 ac3d ac3dl ac3lc dts dtshd dtses dtsx dtsma truehd atmos flac ddp dd51 ddp51 ddex lpcm pcm mp3 "
     "opus dualaudio multiaudio tripleaudio 2audio 3audio 2audios 3audios ddpa ddpa51 dtshdma 6ch 8ch 2ch heaac qaac "
     "vorbis aac51 aac20 "
     "dts51 lame3 aac2 aac5 alac hdma"),
    ("audio", LIKELY, "5ch stereoscopic hra ogg"),
    ("audio", MEDIUM, "dd dual stereo mono line md ld mic hr aud"),
    ("hdr", STRONG, "hdr hdr10 hdr10plus hdr10p hlg dovi bt2020 bt709 dolbyvision dvhdr"),
    ("hdr", LIKELY, "dv sdr"),
    ("edition", LIKELY,
     "extended unrated theatrical remastered imax uncensored redux criterion colorized despecialized fanedit unzensiert superbit "
     "uncensured directorscut"),
    ("picture", MEDIUM, "3d"),
    ("edition", MEDIUM, "uncut om dc restored remaster hybrid integral anniversary version"),
    ("release", STRONG,
     "ppv readnfo nfofix dirfix prooffix samplefix syncfix subfix rarfix repack rerip fastsub hardsub softsub "
     "vostfr vost subforced multisubs multisub hebsubs hebsub swesub swesubs nlsubs nlsub dvdextras obfuscated asrequested "
     "xpost postbot scrambled dubfix audiofix vfstfr softsubs hardsubs legendado legendas engsub engsubs dksubs "
     "nordicsubs rusub vosta vostf vostit legenda esub esubs msub msubs hardcoded nosubs eztv rarbg yify ettv reencode "
     "fandub fansubbed subita vosti hcsub repack2 repack3 proper2 realproper lektor napisy dubpl subpl mvo avo dvo "
     "国语 國語 粤语 粵語 中字 中文字幕 双语 雙語 双语字幕 国英双语 国粤双语 国日双语 简体 繁体 簡體 繁體 简中 繁中 简日 繁日 "
     "简繁 内嵌 "
     "外挂 字幕 高清 超清 蓝光 藍光 "
     "无水印 简体内嵌 繁体内嵌 简繁外挂 简繁内封 中日双语 简日双语 日语中字 英语中字 中英字幕 中英双字 "
     "粤语中字 粵語中字 国粤双语中字 中英双语 国英双语中字 国配 双字 双语中字 中文字幕版 "
     "国语中字 韩语中字 更新至 자막 무자막 한글자막 더빙 "
     "лицензия дубляж многоголосый субтитры озвучка altyazı altyazılı"),
    ("release", LIKELY,
     "subbed dubbed dubs subs hc preair xxx miniserie miniseries ova oad ona dublado dub hsub hsbs hou sbs halfsbs docu "
     "batch intégrale integrale komplett l'intégrale l'integrale"),
    ("release", MEDIUM,
     "proper stv internal limited complete retail festival oar dl multi sub custom nuked real doku fansub read finale "
     "alternate full rip subtitles subtitle subtitled subtitulado vose untouched clean exclusive dual-audio cgi final hdclean"),
    ("language", LIKELY,
     "truefrench subfrench vff vfq vfi vf2 vof ita eng jpn ptbr subesp rusdub castellano esp"),
    ("language", MEDIUM,
     "espanol español vo hun ukr fre ger rus spa swe nor dan fin pol por cze kor chi chs cht jap lat tam tel hin mal kan tur ara "
     "рус укр gre nld dut hrv bul rum"),
    ("language", WEAK,
     "english french german italian spanish portuguese russian swedish norwegian danish dutch finnish nordic "
     "japanese korean chinese hebrew polish turkish hungarian czech hindi tamil telugu malayalam latino flemish "
     "deutsch francais français vf fr en it de es nl pl ukrainian arabic greek thai romanian vietnamese cantonese "
     "mandarin persian bengali punjabi kannada marathi latin bulgarian croatian serbian slovak slovenian icelandic catalan "
     "indonesian tagalog urdu gujarati norsk svensk dansk suomi nederlands italiano português portugues polski magyar türkçe "
     "ru ua pt sv cs hu ro tr ja ko zh engl jp"),
)  # fmt: skip

WORDS: dict[str, Meaning] = {
    word: Meaning(kind, strength) for kind, strength, words in _WORDS for word in words.split()
}

PHRASES: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
"""Phrases by their first word: {"web": [(("dl",), ...)]}."""

_PHRASES: tuple[tuple[str, int, str], ...] = (
    ("set", STRONG,
     "complete series|complete collection|complete seasons|complete season|complete tv series|complete animated series|"
     "complete original series|complete mini series|complete miniseries|complete box set|complete boxset|complete saga|"
     "complete set|complete pack|complete show|entire series|komplette serie|komplette staffel|serie komplett|"
     "serie completa|série complète|serie complete|série completa|temporada completa|temporadas completas|stagione completa|"
     "stagioni complete|saison complète|saisons complètes|colección completa|coleccion completa|collezione completa|"
     "полный сезон|все сезоны|все серии|tüm sezonlar|tüm bölümler|kompletny sezon|wszystkie sezony|hela serien|hele "
     "serien|alle staffeln|"
     "toutes les saisons|todas as temporadas|todas las temporadas|tutte le stagioni"),
    ("set", LIKELY,
     "all seasons|every season|all episodes|box set|boxed set|complete boxed set|ultimate collection|complete edition|"
     "entire collection|complete works on dvd"),
    ("release", LIKELY,
     "full screen|wide screen|special features|bonus disc|official release"),
    ("source", STRONG,
     "web dl|web dlrip|web rip|web cap|web hd|blu ray|blu ray rip|hd tv|hd tv rip|hd dvd|dvd rip|dvd scr|dvd r|dvd 5|"
     "pre dvd|pre dvd rip|hq hdrip|dvd 9|bd rip|bd remux|br rip|hd rip|cam rip|hd cam|hd ts|vhs rip|tv rip|sat rip|"
     "blu ray remux|web mux|"
     "hq dvd rip|web dl rip|bd mux|dvd mux|uhd bd|b global"),
    ("codec", STRONG,
     "h 264|h 265|h 266|x 264|x 265|h264 avc|vc 1|mpeg 2|mpeg 4|10 bit|8 bit|12 bit|10 bits|8 bits|hi 10p|"
     "hi 10|av 1"),
    ("audio", STRONG,
     "dts hd|dts x|dts es|dts hd ma|true hd|dd ex|e ac 3|ac 3|dual audio|multi audio|dolby atmos|dolby digital|"
     "dd 5 1|dd 2 0|dd 7 1|5 1 ch|ddp 5 1|ddp 2 0|dolby 2 0|dolby 5 1|5 1ch|7 1ch|2 0ch|he aac|audio latino|"
     "dolby truehd|dts hd hra|multiple audio|triple audio|quad audio|dual aud|english audio|clean audio|clean aud|original audio|"
     "multi aud|hindi audio|audio description|audio commentary|dts hdma|dd 5 1ch|aac 5 1|aac 2 0|opus 5 1|flac 2 0|line audio"),
    ("hdr", STRONG,
     "dolby vision|hdr 10|hdr10 plus"),
    ("edition", LIKELY,
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
     "proper repack|season finale|hard subs|soft subs|prima visione|multiple subtitle|multiple subtitles|english sub|eng sub|"
     "english subtitles|english subbed|english dubbed|fan dub|soft sub|hard sub|with subs|sin subtitulos|sub ita|sub esp|sub eng|"
     "ai upscale|ai enhanced|ai upscaled|sub español|sub espanol|full hd|ultra hd|en vostfr|complete bluray|"
     "fan sub|digital release|pan and scan|"
     "sem legenda|com legenda|dublado e legendado|dual dublado"),
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
    r"(?P<resolution>(?:bd|hd|web|uhd|dvd|br|fhd|hq|tv)?\d{3,4}[pi](?:\d{2,3}|hd|x\d{3})?|\d{3,4}p?hi10p?)|"
    r"(?P<size_in_pixels>\d{3,4}x\d{3,4}p?)|"
    r"(?P<codec>(?:x|h|hevc|avc)26[3-6]\w{0,12}|(?:8|10|12)bits?|hevc\d{2})|"
    r"(?P<audio>(?:aac|dd|ddp|dts|flac|ac3|eac3|opus|truehd|atmos|lpcm|dtshd|dolby|ma|aaclc|mp3|mp2)\d{1,2}|\dch|\dx(?:flac|aac|ac3))|"
    r"(?P<version>v\d)|"
    r"(?P<size>\d{1,5}(?:mb|gb|mib|gib|kb))|"
    r"(?P<rate>\d{1,6}(?:k|m|kbps|mbps|kbit|mbit|mbits|fps|hz|khz))|"
    r"(?P<source>(?:web|bd|dvd|hd|uhd|netflix)\w{0,8}(?:rip|mux|remux)\d{0,4})"
)
"""Words with digits in them that follow a pattern, in lower case."""
