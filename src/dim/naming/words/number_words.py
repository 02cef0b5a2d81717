"""Words in many languages that mark seasons, episodes and parts, and numerals. To support a language, add its words to the rows."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SEASON_WORDS = _set(
    """
    season seasons saison saisons staffel staffeln temporada temporadas stagione stagioni seizoen seizoenen сезон сезона
    сезоны сезонов
    сез sez sezon sezona sezonas sezonul sezonu sezóna sezonalar säsong säsonger sæson sesong kausi évad sezone seasonen sæsoner
    musim mùa シーズン 시즌 季 期 الموسم موسم sezonas hooaeg sezoną denboraldia þáttaröð cyfres sezoni सीज़न ซีซั่น msimu sezonas
    עונה فصل phần сезони σεζον κύκλος фэсил мавсум season's tvs тв
    """
)
"""Words that mean a season, before or after their number."""
LOOSE_SEASON_WORDS = _set(
    "series serie serien se temp tem série séria seria series' book buch livro libro livre libri книга serias seas t sn řada الجزء"
)
"""Words for a season that have other meanings too: they need a number right after them."""
SERIES_AS_EPISODE = _set("seria série séria serias")
EPISODE_WORDS = _set(
    """
    episode episodes episodio episodios episódio episódios épisode épisodes episodi capítol atala kapitulua þáttur pennod
    επεισοδιο एपिसोड ตอน kipindi epizodas epizode episodul epizod epizoda epizodi epizody epizode
    folge folgen teil aflevering afleveringen afl avsnitt avsnit afsnit jakso jaksot bölüm bölümü bolum blm odcinek odcinki
    odcinka odc
    díl dil diel rész část epis epi ep eps cap capitulo capítulo capítulos capitulos chapter kapitel chapitre capitol capitolul
    capitulos puntata
    серыя серыі серия серии серий серію серія серії сер ser serija serii seriya seriia serya seriy эпизод эпизоды эп выпуск выпуски
    серыя серыі פרק قسمت tập ตอนที่ حلقة الحلقة episod epasode επεισόδιο эпізод епизод част حلقه jakson osa sērija серіал еп
    zs nr núm nº
    """
)
EPISODE_WORDS_AFTER = _set(
    """
    серыя серыі серия серии серий серію серія серії сер ser serija serii seriya seriia serya seriy seria эпизод bölüm bolum blm rész
    atala þáttur diel jakso odcinek odc odcinka avsnitt 回 話 话 集 화 회 회차 díl část сери folge выпуск
    sērija epizoda aflevering episod tập
    """
)
"""Words that may follow their number: "69. Bölüm", "7 серия"."""
SEASON_WORDS_AFTER = _set(
    """
    сезон сезона сезоны сез sez sezon sezona sezóna staffel évad temporada kausi stagione season sæson säsong sesong seizoen 季 期
    saison hooaeg sezonas сезони temp denboraldia þáttaröð
    """
)
"""Words that may follow their number without an ordinal: "2 сезон", "2. Staffel"."""
SPECIAL_WORDS = _set("special specials sp spécial especial especiales speciale спешл спецвыпуск")
"""Words for episodes outside the seasons."""
VOLUME_WORDS = _set("vol volume volumes vols tome tomo band")
SET_WORDS = _set(
    """
    complete complet completa completo completas completos komplett integral integrale intégrale полный полностью tamamı tüm
    kompletny kompletna kompletní todas entire full all
    """
)
"""Words beside a season or at the end of a name that say that all of it is there."""
OF_WORDS = _set("of von van de из iz sur di z av af з od")
AND_WORDS = _set("and en und et y e и og och i ve و & + з")
TO_WORDS = _set("to ao a à al bis по do thru through até hasta tot till til fino jusqu")
ORDINALS = {
    word: number
    for number, words in enumerate((
        "first premier première primera primero primeira prima primo erste ersten первый первая första første eerste 1st",
        "second deuxième seconde segunda segundo seconda secondo zweite zweiten второй вторая andra anden tweede",
        "third troisième tercera tercero terceira terza dritte dritten третий третья tredje derde",
        "fourth quatrième cuarta cuarto quarta vierte vierten четвертый четвертая четвёртый четвёртая fjärde fjerde vierde",
        "fifth cinquième quinta quinto fünfte пятый пятая femte vijfde",
        "sixth sixième sexta sexto sesta sechste шестой шестая sjätte sjette zesde",
        "seventh septième séptima sétima settima siebte седьмой седьмая sjunde syvende zevende",
        "eighth huitième octava oitava ottava achte восьмой восьмая åttonde ottende achtste",
        "ninth neuvième novena nona neunte девятый девятая nionde niende negende",
        "tenth dixième décima decima zehnte десятый десятая tionde tiende",
        "eleventh onzième undécima elfte", "twelfth douzième duodécima zwölfte",
    ), 1)
    for word in words.split()
}  # fmt: skip
"""Ordinals, which precede the word that they count: "Second Season"."""
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
NUMERALS = {
    word: number
    for number, words in enumerate((
        "one un une uno eins ein um один una jeden ett en الأول الاول", "two deux dos due zwei dois два två to dwa twee الثاني",
        "three trois tres tre drei três три tři drie الثالث", "four quatre cuatro quattro vier quatro четыре fyra fire الرابع",
        "five cinq cinco cinque fünf пять fem vijf الخامس", "six seis sei sechs шесть sex seks zes السادس",
        "seven sept siete sette sieben sete семь sju syv", "eight huit ocho otto acht oito восемь åtta otte",
        "nine neuf nueve nove neun девять nio ni", "ten dix diez dieci zehn dez десять tio ti",
        "eleven onze elf undici", "twelve douze zwölf dodici",
    ), 1)
    for word in words.split()
} | {
    roman: number
    for number, roman in enumerate(_ROMAN, 1)
}  # fmt: skip
PART_WORDS = _set("part parts pt parte partie teil deel часть pars del osa cour pt. partes")
LAST_WORDS = _set("end fin fine final finale 完 终 終 fini koniec конец")
MONTHS = {
    name: number
    for number, names in enumerate((
        "january jan januar janvier enero января янв gennaio stycznia ocak januari leden ledna január janeiro січня tammikuuta",
        "february feb februar février febrero февраля фев febbraio lutego şubat februari února február fevereiro лютого helmikuuta",
        "march mar märz maerz mars marzo марта мар marca mart maart března március março березня maaliskuuta",
        "april apr avril abril апреля апр aprile kwietnia nisan dubna április квітня huhtikuuta",
        "may mai mayo maj мая maggio maja mayıs mei května május maio травня toukokuuta",
        "june jun juni juin junio июня июн giugno czerwca haziran června június junho червня kesäkuuta",
        "july jul juli juillet julio июля июл luglio lipca temmuz července július julho липня heinäkuuta",
        "august aug août agosto августа авг sierpnia ağustos augustus augusti srpna augusztus серпня elokuuta",
        "september sep sept septembre septiembre сентября сен settembre września eylül září szeptember setembro вересня syyskuuta",
        "october oct oktober octobre octubre okt октября окт ottobre października ekim října október outubro жовтня lokakuuta",
        "november nov novembre noviembre ноября ноя kasım listopadu novembro листопада marraskuuta",
        "december dec dezember décembre diciembre dez декабря дек dicembre grudnia aralık desember prosince dezembro грудня "
        "joulukuuta",
    ), 1)
    for name in names.split()
}  # fmt: skip
COUNTED_WORDS = (
    SEASON_WORDS | LOOSE_SEASON_WORDS | EPISODE_WORDS | EPISODE_WORDS_AFTER | VOLUME_WORDS | SERIES_AS_EPISODE | SPECIAL_WORDS
    | {"s", "e", "x"}
)  # fmt: skip
"""Words that mark a number before or after them."""
COUNTING_WORDS = COUNTED_WORDS | PART_WORDS | frozenset(MONTHS)
COUNTRIES = _set("us uk au ca nz ie in jp kr fr de nl se no dk fi za br mx es it usa pl be ru")
PLAIN_COUNTRIES = _set("us uk au nz ca")
"""Countries that are written without brackets too: "The Office US S01"."""
TV_SOURCES = _set("hdtv pdtv dsr dsrip sdtv tvrip ahdtv ldtv hdtvrip satrip dthrip webtv tvhd dvbrip iptvrip")
FANSUB_WORDS = _set("vostfr vosta fansub vost vostf raws fansubs subs")
