"""NFO files as programs write them, and as they are found broken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.metadata.local.nfo import LARGEST, NfoFile, read_nfo
from dim.metadata.model import CollectionLink, Credit, Facts, Picture, Rating, Trailer

KODI_MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>The Matrix</title>
    <originaltitle>The Matrix</originaltitle>
    <ratings>
        <rating name="themoviedb" max="10"><value>8.2</value><votes>24,311</votes></rating>
        <rating name="imdb" max="10" default="true"><value>8.7</value><votes>1987654</votes></rating>
        <rating name="metacritic" max="100"><value>73</value><votes>36</votes></rating>
        <rating name="broken" max="10"><value>87</value></rating>
    </ratings>
    <userrating>9</userrating>
    <outline>A hacker learns the truth.</outline>
    <plot>Set in the 22nd century, The Matrix tells the story of a computer hacker &amp; his choice.</plot>
    <tagline>Welcome to the Real World.</tagline>
    <runtime>136</runtime>
    <thumb spoof="" cache="" aspect="poster" preview="https://image.tmdb.org/t/p/w500/f89U3ADr1oiB1s9GkdPOEpXUk5H.jpg">https://image.tmdb.org/t/p/original/f89U3ADr1oiB1s9GkdPOEpXUk5H.jpg</thumb>
    <thumb aspect="clearlogo">https://assets.fanart.tv/fanart/movies/603/hdmovielogo/the-matrix.png</thumb>
    <thumb aspect="set.poster">https://image.tmdb.org/t/p/original/bV9qTVHTVf0gkW0j7p7M0ILD4pG.jpg</thumb>
    <fanart><thumb colors="" preview="">https://image.tmdb.org/t/p/original/l4QHerTSbMI7qgvasqxP36pqjN6.jpg</thumb></fanart>
    <mpaa>Rated R</mpaa>
    <playcount>2</playcount>
    <lastplayed>2023-04-02</lastplayed>
    <uniqueid type="tmdb">603</uniqueid>
    <uniqueid type="imdb" default="true">tt0133093</uniqueid>
    <genre>Action</genre>
    <genre>Science Fiction</genre>
    <country>United States of America</country>
    <set><name>The Matrix Collection</name><overview>Neo against the machines.</overview></set>
    <credits>Lana Wachowski</credits>
    <director>Lilly Wachowski</director>
    <premiered>1999-03-31</premiered>
    <studio>Village Roadshow Pictures / Warner Bros. Pictures</studio>
    <trailer>plugin://plugin.video.youtube/?action=play_video&amp;videoid=vKQi3bBA1y8</trailer>
    <actor><name>Carrie-Anne Moss</name><role>Trinity</role><order>1</order></actor>
    <actor><name>Keanu Reeves</name><role>Neo</role><order>0</order><thumb>https://image.tmdb.org/t/p/original/4D0PpNI0kmP58hgrwGC3wCjxhnm.jpg</thumb></actor>
    <resume><position>1325.5</position><total>8160</total></resume>
    <fileinfo><streamdetails><video><codec>hevc</codec><durationinseconds>8177</durationinseconds></video></streamdetails></fileinfo>
    <dateadded>2023-03-01 20:15:33</dateadded>
</movie>
"""
MATRIX = Facts(
    title="The Matrix", original_title="The Matrix", tagline="Welcome to the Real World.", year=1999, released="1999-03-31",
    overview="Set in the 22nd century, The Matrix tells the story of a computer hacker & his choice.", runtime=8160.0, rating=8.7,
    ratings=(Rating("tmdb", 8.2, 24311), Rating("imdb", 8.7, 1987654), Rating("metacritic", 7.3, 36)), certification="R",
    genres=("Action", "Science Fiction"), studios=("Village Roadshow Pictures", "Warner Bros. Pictures"), countries=("US",),
    trailers=(Trailer("https://www.youtube.com/watch?v=vKQi3bBA1y8"),), ids={"imdb": "tt0133093", "tmdb": "603"},
    people=(
        Credit("Keanu Reeves", "actor", "Neo", "https://image.tmdb.org/t/p/original/4D0PpNI0kmP58hgrwGC3wCjxhnm.jpg"),
        Credit("Carrie-Anne Moss", "actor", "Trinity"), Credit("Lana Wachowski", "writer"), Credit("Lilly Wachowski", "director"),
    ),
    collection=CollectionLink("The Matrix Collection", overview="Neo against the machines."),
    pictures=(
        Picture("poster", "https://image.tmdb.org/t/p/original/f89U3ADr1oiB1s9GkdPOEpXUk5H.jpg"),
        Picture("logo", "https://assets.fanart.tv/fanart/movies/603/hdmovielogo/the-matrix.png"),
        Picture("backdrop", "https://image.tmdb.org/t/p/original/l4QHerTSbMI7qgvasqxP36pqjN6.jpg"),
    ),
)  # fmt: skip


def test_a_movie_as_kodi_exports_it() -> None:
    file = read_nfo(KODI_MOVIE.encode())
    assert (file.kind, file.note, file.added) == ("movie", None, "2023-03-01 20:15:33")
    assert file.facts == MATRIX
    assert (file.user.plays, file.user.watched, file.user.position, file.user.rating) == (2, True, 1325.5, 9.0)


@pytest.mark.parametrize(
    "blob",
    [
        KODI_MOVIE.encode("utf-8-sig"), KODI_MOVIE.encode("utf-16"), KODI_MOVIE.encode("utf-16-le"), KODI_MOVIE.encode("utf-16-be"),
        KODI_MOVIE.replace("UTF-8", "windows-1252").encode("cp1252"), KODI_MOVIE.replace("UTF-8", "utf-16").encode(),
        ("\n\n<!-- created on 2023-03-01 by tinyMediaManager 4.3.9 -->\n" + KODI_MOVIE.partition("?>")[2]).encode(),
        KODI_MOVIE.replace("\n", "\r\n").encode(),
    ],
)  # fmt: skip
def test_encodings(blob: bytes) -> None:
    assert read_nfo(blob).facts == MATRIX


@pytest.mark.parametrize(
    ("blob", "title"),
    [
        ("<movie><title>Amélie</title></movie>".encode("cp1252"), "Amélie"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><movie><title>Das Leben der Anderen – Größe</title></movie>'.encode("cp1252"), "Das Leben der Anderen \x96 Größe"),
        ('<?xml version="1.0" encoding="koi8-r"?><movie><title>Сталкер</title></movie>'.encode("koi8-r"), "Сталкер"),
        ('<?xml version="1.0" encoding="Shift_JIS"?><movie><title>千と千尋の神隠し</title></movie>'.encode("shift_jis"), "千と千尋の神隠し"),
        ('<?xml version="1.0" encoding="no-such-code"?><movie><title>Amélie</title></movie>'.encode("cp1252"), "Amélie"),
        ("<movie><title>Амели</title><plot>Амели из Монмартра".encode() + b"\xff</plot></movie>", "Амели"),
    ],
)  # fmt: skip
def test_titles_in_old_encodings(blob: bytes, title: str) -> None:
    assert read_nfo(blob).facts.title == title


SONARR_SHOW = """<?xml version="1.0" encoding="utf-8"?>
<tvshow>
  <title>Breaking Bad</title>
  <rating>9.2</rating>
  <plot>A chemistry teacher turns to crime.</plot>
  <mpaa>US:TV-MA / DE:16</mpaa>
  <premiered>2008-01-20</premiered>
  <status>Ended</status>
  <episodeguide>{"tmdb":"1396","imdb":"tt0903747","tvdb":"81189"}</episodeguide>
  <genre>Drama / Crime</genre>
  <studio>AMC</studio>
  <namedseason number="1">The Beginning</namedseason>
  <thumb>https://artworks.thetvdb.com/banners/posters/81189-10.jpg</thumb>
  <thumb aspect="poster" type="season" season="1">https://artworks.thetvdb.com/banners/seasons/81189-1-2.jpg</thumb>
  <thumb aspect="poster" type="season" season="-1">https://artworks.thetvdb.com/banners/seasons/all.jpg</thumb>
  <displayorder>dvd</displayorder>
</tvshow>
"""


def test_a_show() -> None:
    file = read_nfo(SONARR_SHOW.encode())
    assert (file.kind, file.display_order) == ("show", "dvd")
    assert file.facts.ids == {"tmdb": "1396", "imdb": "tt0903747", "tvdb": "81189"}
    assert (file.facts.rating, file.facts.status, file.facts.year) == (9.2, "ended", 2008)
    assert (file.facts.certification, file.facts.certifications) == ("TV-MA", {"US": "TV-MA", "DE": "16"})
    assert file.facts.genres == ("Drama", "Crime")
    assert file.facts.pictures == (Picture("poster", "https://artworks.thetvdb.com/banners/posters/81189-10.jpg"),)
    (season,) = file.seasons
    assert (season.number, season.facts.title) == (1, "The Beginning")
    assert [one.location for one in season.facts.pictures] == [
        "https://artworks.thetvdb.com/banners/seasons/81189-1-2.jpg"
    ]


JELLYFIN_EPISODE = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<episodedetails>
  <plot><![CDATA[Walt & Jesse <i>cook</i>.]]></plot>
  <lockdata>true</lockdata>
  <dateadded>2024-01-04 11:02:10</dateadded>
  <title>Pilot</title>
  <director>Vince Gilligan</director>
  <writer>Vince Gilligan</writer>
  <credits>Vince Gilligan</credits>
  <rating>8.3</rating>
  <criticrating>91</criticrating>
  <year>2008</year>
  <imdbid>tt0959621</imdbid>
  <tvdbid>349232</tvdbid>
  <runtime>58</runtime>
  <art><poster>/media/tv/Breaking Bad/Season 1/S01E01-thumb.jpg</poster></art>
  <thumb>/media/tv/Breaking Bad/Season 1/S01E01-thumb.jpg</thumb>
  <actor><name>Bryan Cranston</name><role>Walter White</role><type>Actor</type><sortorder>0</sortorder></actor>
  <actor><name>John Koyama</name><role>Emilio</role><type>GuestStar</type></actor>
  <showtitle>Breaking Bad</showtitle>
  <episode>1</episode>
  <episodenumberend>2</episodenumberend>
  <season>1</season>
  <airsbefore_season>2</airsbefore_season>
  <airsbefore_episode>5</airsbefore_episode>
  <displayseason>1</displayseason>
  <displayepisode>4</displayepisode>
  <aired>2008-01-20</aired>
  <watched>false</watched>
  <isuserfavorite>true</isuserfavorite>
</episodedetails>
"""


def test_an_episode_as_jellyfin_writes_it() -> None:
    file = read_nfo(JELLYFIN_EPISODE.encode())
    (episode,) = file.episodes
    assert file.is_locked
    assert (episode.season, episode.number, episode.number_end, episode.show) == (1, 1, 2, "Breaking Bad")
    assert (
        episode.airs_before_season,
        episode.airs_before_episode,
        episode.display_season,
        episode.display_episode,
    ) == (2, 5, 1, 4)
    assert (episode.user.watched, episode.user.favorite) == (False, True)
    facts = episode.facts
    assert facts.overview == "Walt & Jesse cook."
    assert (facts.title, facts.released, facts.runtime, facts.rating) == ("Pilot", "2008-01-20", 3480.0, 8.3)
    assert facts.ratings == (Rating("rottentomatoes", 9.1),)
    assert facts.ids == {"imdb": "tt0959621", "tvdb": "349232"}
    assert facts.pictures == ()
    assert facts.people == (
        Credit("Bryan Cranston", "actor", "Walter White"), Credit("John Koyama", "guest", "Emilio"),
        Credit("Vince Gilligan", "director"), Credit("Vince Gilligan", "writer"),
    )  # fmt: skip


def test_several_episodes_in_one_file() -> None:
    text = "".join(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<episodedetails><title>{title}</title><season>6</season><episode>{number}</episode></episodedetails>\n'
        for number, title in ((17, "The Constant (1)"), (18, "The Constant (2)"))
    )
    file = read_nfo(text.encode())
    assert [(one.season, one.number, one.facts.title) for one in file.episodes] == [
        (6, 17, "The Constant (1)"),
        (6, 18, "The Constant (2)"),
    ]
    assert file.note is None


LINKS = [
    ("https://www.imdb.com/title/tt0133093/", {"imdb": "tt0133093"}),
    ("http://www.imdb.com/de/title/tt0133093/?ref_=nv_sr_1", {"imdb": "tt0133093"}),
    ("https://www.themoviedb.org/movie/603-the-matrix\n", {"tmdb": "603"}),
    ("https://www.themoviedb.org/tv/1396", {"tmdb": "1396"}),
    ("https://thetvdb.com/?tab=series&id=81189", {"tvdb": "81189"}),
    ("http://thetvdb.com/index.php?tab=episode&seriesid=81189&lid=7", {"tvdb": "81189"}),
    ("https://www.thetvdb.com/series/81189", {"tvdb": "81189"}),
    ("https://www.thetvdb.com/series/breaking-bad", {}),
    ("https://www.tvmaze.com/shows/169/breaking-bad", {"tvmaze": "169"}),
    ("https://anilist.co/anime/5114/Fullmetal-Alchemist-Brotherhood/", {"anilist": "5114"}),
    ("https://anidb.net/anime/6107", {"anidb": "6107"}),
    (
        "https://www.imdb.com/title/tt0133093/\nhttps://www.themoviedb.org/movie/603",
        {"imdb": "tt0133093", "tmdb": "603"},
    ),
    ("nothing at all", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "ids"), LINKS)
def test_links_alone(text: str, ids: dict[str, str]) -> None:
    file = read_nfo(text.encode())
    assert (file.facts.ids, file.kind, file.note) == (ids, "links" if ids else "none", None)


def test_xml_and_then_a_link() -> None:
    file = read_nfo(
        b"<movie><title>Heat</title><uniqueid type='tmdb'>949</uniqueid></movie>\nhttps://www.imdb.com/title/tt0113277/?a=1&b=2\nhttps://www.themoviedb.org/movie/1"
    )
    assert file.facts == Facts(title="Heat", ids={"tmdb": "949", "imdb": "tt0113277"})
    assert file.note is None


def test_scene_art() -> None:
    art = "  ▄▄▄█████▓ ██░ ██ ▓█████     ███▄ ▄███▓ ▄▄▄     ▄▄▄█████▓\n▓  ██▒ ▓▒▓██░ ██▒▓█   ▀    ▓██▒▀█▀ ██▒<release>▓  ██▒ ▓▒\n"
    assert read_nfo(art.encode("cp437")) == NfoFile()
    with_link = read_nfo((art + "iMDB URL.....: http://www.imdb.com/title/tt0133093\n").encode("cp437"))
    assert (with_link.facts, with_link.note) == (Facts(ids={"imdb": "tt0133093"}), None)


BROKEN = [
    ("<movie>\n<title>Tom & Jerry</title>\n<year>1992</year></movie>", "Tom & Jerry", 1992, 2),
    ("<movie>\n<title>Alien</title>\n<plot>In space\n<year>1979</year></movie>", "Alien", None, 4),
    ("<movie><title>Brazil</title><year>1985</year><genre>Drama", "Brazil", 1985, 1),
    ("<movie><title>Ran</title>\n<year>1985</plot></year></movie>", "Ran", 1985, 2),
    ("<movie><title>Amour&nbsp;&eacute;ternel</title><year>2012</year></movie>", "Amour éternel", 2012, 1),
    ("<movie><title>If a < b</title><year>1968</year></movie>", "If a < b", 1968, 1),
    ("<!-- made\nby hand -->\n<movie>\n<title>Heat</title><year>1995</year><x y=1></x></movie>", "Heat", 1995, 4),
    ("<movie><title>Control\x03s</title><year>2007</year></movie>", "Controls", 2007, 1),
    ("<movie><title>\0</title><year>2007</year></movie>", None, 2007, 1),
]


@pytest.mark.parametrize(("text", "title", "year", "line"), BROKEN)
def test_of_broken_xml_what_is_readable_is_taken(text: str, title: str, year: int | None, line: int) -> None:
    file = read_nfo(text.encode())
    assert (file.facts.title, file.facts.year) == (title, year)
    assert file.note is not None
    assert file.note.startswith(f"is broken at line {line}: ")


def test_entity_bombs_are_refused() -> None:
    lol = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    file = read_nfo(
        f'<?xml version="1.0"?><!DOCTYPE movie [<!ENTITY lol0 "lol">{lol}]><movie><title>&lol9;</title></movie>'.encode()
    )
    assert (file.facts, file.kind) == (Facts(), "none")
    assert file.note == "declares entities, which no NFO file needs, so that it was not read"


REFUSED = {
    "too large": b"<movie><title>Heat</title></movie>" + b" " * LARGEST,
    "too deep": b"<movie>" + b"<a>" * 40 + b"</a>" * 40 + b"</movie>",
    "many": b"<movie>" + b"<a/>" * 60_000 + b"</movie>",
    "another kind of XML": b'<?xml version="1.0"?><album><title>Kid A</title></album>',
}


@pytest.mark.parametrize("blob", REFUSED.values(), ids=REFUSED)
def test_what_is_not_read_says_why(blob: bytes) -> None:
    file = read_nfo(blob)
    assert file.facts == Facts()
    assert file.note


N = LARGEST - 20
HOSTILE = {
    "angles": b"<movie>" + b"<" * N, "comments": b"<movie></x>" + b"<!--" * (N // 4 - 3), "cdata": b"<movie></x>" + b"<![CDATA[" * (N // 9 - 3),
    "instructions": b"<movie></x>" + b"<?" * (N // 2 - 9), "attributes": b"<movie>" + (b"<a " + b'a="' * 600 + b"/>") * 500,
    "roots": b"<movie " * (N // 7), "links": b"thetvdb.com/" * (N // 12), "ampersands": b"<movie></x>" + b"&" * (N - 20),
    "markup": b"<movie><plot>" + b"&lt;a" * 150_000 + b"</plot></movie>", "trailers": b"<movie><trailer>youtube.com/watch?" + b"&v=" * 300_000,
    "episodes": b"<episodedetails><season>1</season></episodedetails>" * 20_000, "names": b"<movie><genre>" + b"a / " * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("blob", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.timeout(60)  # a second or two each; what takes the square of the length would take hours
def test_hostile_files_are_read_in_linear_time(blob: bytes) -> None:
    read_nfo(blob[:LARGEST])


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=500)
    | st.lists(
        st.sampled_from(
            [
                b"<movie>",
                b"</movie>",
                b"<title>",
                b"</",
                b">",
                b"<![CDATA[",
                b"]]>",
                b"&",
                b"\x00",
                b"\xff\xfe",
                b"<thumb>",
                b"http://",
                b"<ratings><rating>",
                b"1e9",
            ]
        ),
        max_size=40,
    ).map(b"".join)
)
def test_any_bytes_are_read(blob: bytes) -> None:
    file = read_nfo(blob)
    assert Facts.from_json(file.facts.to_json()) == file.facts


OLD_FORMS = [
    ("<movie><id>tt0113277</id><title>Heat</title></movie>", Facts(title="Heat", ids={"imdb": "tt0113277"})),
    ("<tvshow><id>81189</id></tvshow>", Facts(ids={"tvdb": "81189"})),
    ("<movie><id>tt1</id><uniqueid type='imdb'>tt0113277</uniqueid></movie>", Facts(ids={"imdb": "tt0113277"})),
    ("<movie><rating max='5'>4,1</rating><votes>1,234</votes></movie>", Facts(rating=8.2)),
    ("<movie><set tmdbcolid='2344'>The Matrix Collection</set></movie>", Facts(collection=CollectionLink("The Matrix Collection", {"tmdb": "2344"}))),
    ("<movie><set><name></name></set></movie>", Facts()),
    ("<movie><mpaa>DE-12</mpaa></movie>", Facts(certification="12", certifications={"DE": "12"})),
    ("<movie><mpaa>TV-14</mpaa></movie>", Facts(certification="TV-14")),
    ("<movie><mpaa>Rated PG-13 for intense violence</mpaa></movie>", Facts(certification="PG-13")),
    ("<movie><mpaa>Not Rated</mpaa></movie>", Facts()),
    ("<movie><runtime>2h 16min</runtime></movie>", Facts(runtime=8160.0)),
    ("<movie><lockedfields>Name|Genres|Nonsense</lockedfields></movie>", Facts(locked=("title", "genres"))),
    ("<movie><actor><name>A B</name></actor><actor clear='true'><name>C D</name></actor></movie>", Facts(people=(Credit("C D"),))),
    ("<movie><languages>English, German</languages></movie>", Facts(languages=("en", "de"))),
    ("<movie><year>0</year><premiered>0000-00-00</premiered></movie>", Facts()),
    ("<movie><trailer>/media/Heat-trailer.mp4</trailer></movie>", Facts()),
    ("<movie><fanart url='https://a.example/'><thumb>b.jpg</thumb></fanart></movie>", Facts(pictures=(Picture("backdrop", "https://a.example/b.jpg"),))),
    ("<episodedetails><thumb>https://a.example/still.jpg</thumb></episodedetails>", Facts(pictures=(Picture("still", "https://a.example/still.jpg"),))),
    ("<season><seasonnumber>2</seasonnumber><title>Book Two: Earth</title></season>", Facts(title="Book Two: Earth")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), OLD_FORMS)
def test_forms_of_other_programs_and_years(text: str, facts: Facts) -> None:
    file = read_nfo(text.encode())
    assert file.facts == facts
    assert file.note is None
