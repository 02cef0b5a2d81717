"""Languages as BCP 47 tags ("en", "pt-BR", "zh-Hans"), and their own names. Pure.

Files name languages by ISO 639-2 ("eng", "ger"), ISO 639-1, or BCP 47. `dim.scanner.subtitles.words` finds them in names of files.
"""

import re

_ISO_639_2 = (
    "aar:aa abk:ab afr:af aka:ak alb:sq amh:am ara:ar arg:an arm:hy asm:as ava:av ave:ae aym:ay aze:az bak:ba bam:bm baq:eu "
    "bel:be ben:bn bih:bh bis:bi bod:bo bos:bs bre:br bul:bg bur:my cat:ca ces:cs cha:ch che:ce chi:zh chu:cu chv:cv cor:kw "
    "cos:co cre:cr cym:cy cze:cs dan:da deu:de div:dv dut:nl dzo:dz ell:el eng:en epo:eo est:et eus:eu ewe:ee fao:fo fas:fa "
    "fij:fj fin:fi fra:fr fre:fr fry:fy ful:ff geo:ka ger:de gla:gd gle:ga glg:gl glv:gv gre:el grn:gn guj:gu hat:ht hau:ha "
    "hbs:sr heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ice:is ido:io iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik "
    "isl:is ita:it jav:jw jpn:ja kal:kl kan:kn kas:ks kat:ka kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko "
    "kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg mac:mk mah:mh mal:ml mao:mi mar:mr may:ms "
    "mkd:mk mlg:mg mlt:mt mol:ro mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb "
    "nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa per:fa pli:pi pol:pl por:pt pus:ps que:qu roh:rm ron:ro rum:ro "
    "run:rn rus:ru sag:sg san:sa sin:si slk:sk slo:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq srd:sc "
    "srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tib:bo tir:ti ton:to tsn:tn tso:ts "
    "tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve vie:vi vol:vo wel:cy wln:wa wol:wo xho:xh yid:yi yor:yo zha:za "
    "zho:zh zul:zu "
)
"""Codes of three letters (bibliographic and terminological), with the code of two letters that BCP 47 prefers (RFC 5646, 2.2.1)."""
_SHORT = dict(pair.split(":") for pair in _ISO_639_2.split())
_OTHER = {
    "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "scc": "sr", "scr": "hr", "pob": "pt-BR", "pb": "pt-BR", "spl": "es-419",
    "chs": "zh-Hans", "cht": "zh-Hant", "zhs": "zh-Hans", "zht": "zh-Hant", "cmn": "zh",
}  # fmt: skip
"""Withdrawn codes, and codes that only subtitle files have."""
_NONE = frozenset({"und", "mul", "zxx", "mis", "unk", "xx"})
"""Codes that name no language."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
NAMES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano", "pt": "Português",
    "pt-BR": "Português (Brasil)", "es-419": "Español (Latinoamérica)", "nl": "Nederlands", "sv": "Svenska",
    "nb": "Norsk bokmål", "nn": "Norsk nynorsk", "no": "Norsk", "da": "Dansk", "fi": "Suomi", "is": "Íslenska",
    "pl": "Polski", "cs": "Čeština", "sk": "Slovenčina", "hu": "Magyar", "ro": "Română", "bg": "Български", "hr": "Hrvatski",
    "sr": "Српски", "sl": "Slovenščina", "mk": "Македонски", "sq": "Shqip", "el": "Ελληνικά", "tr": "Türkçe",
    "ru": "Русский", "uk": "Українська", "be": "Беларуская", "lt": "Lietuvių", "lv": "Latviešu", "et": "Eesti",
    "ar": "العربية", "he": "עברית", "fa": "فارسی", "hi": "हिन्दी", "bn": "বাংলা", "ta": "தமிழ்", "te": "తెలుగు",
    "ml": "മലയാളം", "kn": "ಕನ್ನಡ", "mr": "मराठी", "pa": "ਪੰਜਾਬੀ", "gu": "ગુજરાતી", "ur": "اردو", "ne": "नेपाली",
    "si": "සිංහල", "th": "ไทย", "vi": "Tiếng Việt", "id": "Bahasa Indonesia", "ms": "Bahasa Malaysia", "fil": "Filipino",
    "zh": "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ja": "日本語", "ko": "한국어",
    "ka": "ქართული", "hy": "Հայերեն",
    "az": "Azərbaycan", "kk": "Қазақ тілі", "uz": "O‘zbek", "mn": "Монгол", "ca": "Català", "eu": "Euskara", "gl": "Galego",
    "cy": "Cymraeg", "ga": "Gaeilge", "af": "Afrikaans", "sw": "Kiswahili", "la": "Lingua latina", "km": "ខ្មែរ",
    "lo": "ລາວ", "my": "မြန်မာ",
}  # fmt: skip
"""Names in the language itself (CLDR)."""


def language_tag(code: str | None) -> str | None:
    """The BCP 47 tag of what a file has; None: it names no language. What looks like no code stays as it is.

    >>> language_tag("ger"), language_tag("pt_br"), language_tag("zh-hans"), language_tag("und")
    ('de', 'pt-BR', 'zh-Hans', None)
    """
    if not code or code.casefold() in _NONE:
        return None
    if not _TAG.fullmatch(code):
        return code
    first, *rest = re.split("[-_]", code)
    first = first.lower()
    base = _OTHER.get(first) or _SHORT.get(first, first)
    return "-".join([base, *(_subtag(one) for one in rest)])


def _subtag(text: str) -> str:
    """A script with a capital, a region in capitals (RFC 5646, 2.1.1)."""
    if len(text) == 4 and text.isalpha():
        return text.title()
    return text.upper() if len(text) in (2, 3) else text.lower()


def language_name(tag: str | None) -> str | None:
    """A language's own name, with script or region ("English (GB)"); the tag itself where it is unknown, None for None."""
    if not tag:
        return None
    tag = language_tag(tag) or tag
    base, _, rest = tag.partition("-")
    if tag in NAMES or base not in NAMES:
        return NAMES.get(tag, tag)
    return f"{NAMES[base]} ({rest})"


def track_label(title: str | None, language: str | None, number: int, word: str) -> str:
    """A track's name for a person: its title, its language, or `word` and its number.

    >>> track_label("Commentary", "en", 2, "Audio"), track_label(None, None, 2, "Audio")
    ('English · Commentary', 'Audio 2')
    """
    name = language_name(language)
    if title and name and name.casefold() not in title.casefold():
        return f"{name} · {title}"
    return title or name or f"{word} {number}"


def language_key(code: str | None) -> str | None:
    """What two codes of one language have in common, for comparing ("de", "ger", "de-AT"); None: no language is known.

    >>> language_key("de-AT") == language_key("ger"), language_key("und")
    (True, None)
    """
    primary = (code or "").replace("_", "-").partition("-")[0].casefold()
    return None if primary in ("", "und", "unk", "mis", "mul", "zxx") else language_name(primary)
