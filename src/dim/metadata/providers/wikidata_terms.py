"""Items and properties of Wikidata that we read."""

from collections.abc import Mapping

MOVIES = frozenset({
    "Q11424", "Q24862", "Q202866", "Q506240", "Q29168811", "Q93204", "Q226730", "Q20650540", "Q24869", "Q17517379",
})  # fmt: skip
"""Classes of movies (P31), among them short, animated, television, documentary and silent films."""
SHOWS = frozenset({"Q5398426", "Q581714", "Q63952888", "Q1259759", "Q117467246", "Q15416", "Q526877", "Q1366112"})
"""Classes of shows (P31), among them animated and anime series, miniseries, programs and web series."""
IDS: Mapping[str, str] = {
    "P345": "imdb", "P4835": "tvdb", "P12196": "tvdb", "P8600": "tvmaze", "P8729": "anilist", "P4086": "mal", "P5646": "anidb",
}  # fmt: skip
"""Ids at others, by property; TMDB has one property for movies and one for shows."""
TMDB: Mapping[str, str] = {"movie": "P4947", "show": "P4983"}
JOBS: Mapping[str, str] = {
    "P161": "actor", "P725": "actor", "P57": "director", "P58": "writer", "P170": "creator", "P86": "composer", "P162": "producer",
}  # fmt: skip
COUNTRIES: Mapping[str, str] = {
    "Q30": "US", "Q145": "GB", "Q142": "FR", "Q183": "DE", "Q38": "IT", "Q29": "ES", "Q17": "JP", "Q884": "KR", "Q148": "CN",
    "Q8646": "HK", "Q668": "IN", "Q16": "CA", "Q408": "AU", "Q664": "NZ", "Q159": "RU", "Q34": "SE", "Q35": "DK", "Q20": "NO",
    "Q33": "FI", "Q36": "PL", "Q213": "CZ", "Q40": "AT", "Q39": "CH", "Q31": "BE", "Q55": "NL", "Q29999": "NL", "Q27": "IE",
    "Q45": "PT", "Q155": "BR", "Q96": "MX", "Q414": "AR", "Q298": "CL", "Q794": "IR", "Q801": "IL", "Q43": "TR", "Q865": "TW",
    "Q869": "TH", "Q258": "ZA", "Q41": "GR", "Q28": "HU", "Q218": "RO", "Q212": "UA", "Q189": "IS", "Q739": "CO", "Q79": "EG",
}  # fmt: skip
LANGUAGES: Mapping[str, str] = {
    "Q1860": "en", "Q150": "fr", "Q188": "de", "Q652": "it", "Q1321": "es", "Q5287": "ja", "Q9176": "ko", "Q7850": "zh",
    "Q9192": "zh", "Q9186": "yue", "Q1568": "hi", "Q7737": "ru", "Q9027": "sv", "Q9035": "da", "Q9043": "no", "Q1412": "fi",
    "Q809": "pl", "Q5146": "pt", "Q7411": "nl", "Q9168": "fa", "Q9288": "he", "Q256": "tr", "Q9129": "el", "Q9067": "hu",
    "Q7913": "ro", "Q8798": "uk", "Q294": "is", "Q13955": "ar", "Q9217": "th", "Q9056": "cs",
}  # fmt: skip
MINUTES: Mapping[str, float] = {"Q7727": 60.0, "Q25235": 3600.0, "Q11574": 1.0}
"""Seconds of a unit of duration."""
READ = frozenset({
    *IDS, *TMDB.values(), *JOBS, "P31", "P136", "P272", "P449", "P495", "P364", "P577", "P580", "P582", "P2047", "P1476", "P3383",
    "P18",
})  # fmt: skip
"""All properties that are read; an entity has hundreds of others."""
