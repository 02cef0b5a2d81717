"""A handful of well-known titles, for tests of providers."""

from dim.metadata.model import (
    CollectionLink,
    Credit,
    EpisodeFacts,
    EpisodeOrder,
    Facts,
    Picture,
    SeasonFacts,
    TitleFacts,
    Trailer,
    Translation,
)  # fmt: skip
from support.metadata.known import KnownTitle

MATRIX = KnownTitle("movie", TitleFacts(Facts(
    title="The Matrix", original_title="The Matrix", other_titles=("Matrix",), year=1999, released="1999-03-31", runtime=8160,
    overview="A computer hacker learns about the true nature of his reality & his role in the war against its controllers.",
    tagline="Free your mind.", rating=8.2, certification="R", certifications={"US": "R", "DE": "16", "GB": "15"},
    genres=("Action", "Science Fiction"), studios=("Village Roadshow Pictures",), countries=("US", "AU"), languages=("en",),
    keywords=("simulated reality", "hacker"), trailers=(Trailer("https://www.youtube.com/watch?v=m8e-FF8MsqU", "Trailer", "en"),),
    people=(
        Credit("Keanu Reeves", "actor", "Neo", "/person-6384.jpg", {"tmdb": "6384"}),
        Credit("Carrie-Anne Moss", "actor", "Trinity", None, {"tmdb": "530"}),
        Credit("Lana Wachowski", "director", None, None, {"tmdb": "9340"}),
        Credit("Lana Wachowski", "writer", None, None, {"tmdb": "9340"}),
        Credit("Don Davis", "composer", None, None, {"tmdb": "9342"}),
    ),
    collection=CollectionLink("The Matrix Collection", {"tmdb": "2344"}, None, "/poster-2344.jpg", None),
    translations=(
        Translation("de-DE", "Matrix", "Der Hacker Neo erfährt, dass die Welt eine Simulation ist.", "Befreie deinen Geist."),
        Translation("ja-JP", "マトリックス", "", ""),
    ),
    ids={"tmdb": "603", "imdb": "tt0133093", "wikidata": "Q83495"},
    pictures=(Picture("poster", "/poster-603.jpg", 2000, 3000, "en", 5.8), Picture("poster", "/poster-603-de.jpg", 2000, 3000, "de", 5.1),
              Picture("backdrop", "/backdrop-603.jpg", 3840, 2160, None, 5.6), Picture("logo", "/logo-603.png", 1000, 400, "en", 5.0)),
)), 85.0)  # fmt: skip
SPIRITED_AWAY = KnownTitle("movie", TitleFacts(Facts(
    title="Spirited Away", original_title="千と千尋の神隠し", other_titles=("Sen to Chihiro no Kamikakushi",), year=2001,
    released="2001-07-20", runtime=7500, overview="A young girl wanders into a world ruled by gods, witches and spirits.",
    rating=8.5, genres=("Animation", "Fantasy"), countries=("JP",), languages=("ja",), studios=("Studio Ghibli",),
    translations=(Translation("ja-JP", "千と千尋の神隠し", "10歳の少女、千尋は、不思議な世界に迷い込む。", None),),
    ids={"tmdb": "129", "imdb": "tt0245429", "anilist": "199", "mal": "199", "wikidata": "Q155653"},
    people=(Credit("Hayao Miyazaki", "director"), Credit("Rumi Hiiragi", "actor", "Chihiro")),
    pictures=(Picture("poster", "/poster-129.jpg", 2000, 3000, "en", 5.7), Picture("banner", "/banner-129.jpg")),
)), 90.0)  # fmt: skip


def _show(facts: Facts, counts: dict[int, int], titles: dict[tuple[int, int], str], **season_ids: str) -> TitleFacts:
    seasons = tuple(
        SeasonFacts(number, Facts(
            title=f"Season {number}" if number else "Specials", released=f"{(facts.year or 2000) + max(number - 1, 0)}-04-07",
            ids={"anilist": season_ids[f"s{number}"]} if f"s{number}" in season_ids else {},
            pictures=(Picture("poster", f"/season-{facts.ids['tmdb']}-{number}.jpg"),),
        ))
        for number in counts
    )  # fmt: skip
    episodes = tuple(
        EpisodeFacts(season, number, Facts(
            title=titles.get((season, number), f"Chapter {season}.{number}"), overview=f"What happens in part {number} of season {season}.",
            released=f"{(facts.year or 2000) + max(season - 1, 0)}-{4 + number // 28:02}-{1 + number % 28:02}", runtime=facts.runtime,
            pictures=(Picture("still", f"/still-{facts.ids['tmdb']}-{season}-{number}.jpg"),),
            people=(Credit("Bob Odenkirk", "guest", "Saul Goodman"),) if (season, number) == (2, 8) else (),
        ))
        for season, count in counts.items() for number in range(1, count + 1)
    )  # fmt: skip
    return TitleFacts(facts, seasons, episodes, (EpisodeOrder("dvd", ""), EpisodeOrder("absolute", "")))


BREAKING_BAD = KnownTitle("show", _show(Facts(
    title="Breaking Bad", original_title="Breaking Bad", other_titles=("Totál szívás",), year=2008, released="2008-01-20",
    ended="2013-09-29", status="ended", runtime=2820, overview="A chemistry teacher starts to cook methamphetamine.", rating=8.9,
    certifications={"US": "TV-MA", "DE": "16"}, genres=("Drama",), networks=("AMC",), countries=("US",), languages=("en",),
    people=(Credit("Bryan Cranston", "actor", "Walter White", "/person-17419.jpg"), Credit("Vince Gilligan", "creator")),
    ids={"tmdb": "1396", "imdb": "tt0903747", "tvdb": "81189", "tvmaze": "169", "wikidata": "Q1079"},
    translations=(Translation("de-DE", "Breaking Bad", "Ein Chemielehrer wird zum Drogenkoch.", None),),
    pictures=(Picture("poster", "/poster-1396.jpg", 2000, 3000, "en", 5.9), Picture("backdrop", "/backdrop-1396.jpg")),
), {0: 2, 1: 7, 2: 13, 3: 13, 4: 13, 5: 16}, {(1, 1): "Pilot", (5, 14): "Ozymandias", (0, 1): "Good Cop / Bad Cop"}), 88.0)  # fmt: skip
ATTACK_ON_TITAN = KnownTitle("show", _show(Facts(
    title="Attack on Titan", original_title="進撃の巨人", other_titles=("Shingeki no Kyojin",), year=2013, released="2013-04-07",
    status="ended", runtime=1440, overview="<i>Humanity</i> lives behind walls.", rating=8.5, genres=("Action", "Drama"),
    countries=("JP",), languages=("ja",), ids={"tmdb": "1429", "imdb": "tt2560140", "tvmaze": "919", "anilist": "16498", "mal": "16498"},
    people=(Credit("Yuki Kaji", "actor", "Eren Yeager"), Credit("Tetsurou Araki", "director")),
    pictures=(Picture("poster", "/poster-1429.jpg"), Picture("banner", "/banner-1429.jpg")),
), {1: 25, 2: 12, 3: 22}, {(1, 3): "A Dim Light Amid Despair"}, s1="16498", s2="20958", s3="99147,104578"), 80.0)  # fmt: skip
SIMPSONS = KnownTitle("show", _show(Facts(
    title="The Simpsons", original_title="The Simpsons", year=1989, released="1989-12-17", status="continuing", runtime=1320,
    overview="The life of a family in Springfield.", rating=8.0, genres=("Animation", "Comedy"), networks=("FOX",), countries=("US",),
    languages=("en",), ids={"tmdb": "456", "imdb": "tt0096697", "tvdb": "71663", "tvmaze": "83"},
    people=(Credit("Dan Castellaneta", "actor", "Homer Simpson"),),
    pictures=(Picture("poster", "/poster-456.jpg"),),
), dict.fromkeys(range(1, 38), 3), {}), 95.0)  # fmt: skip
ALL = (MATRIX, SPIRITED_AWAY, BREAKING_BAD, ATTACK_ON_TITAN, SIMPSONS)
