"""The title of a movie: of the file's own name or of its folder, whichever is the better evidence."""

import re

from dim.naming.paths import PathComponent
from dim.naming.readings.parse_name import parse_name
from dim.naming.readings.titles import TitleMatch, find_title

DISC_FILE = re.compile(r"^(?:vts[_-]\d{2}[_-]\d|video_ts|\d{5}|index|movieobject)(?:$|[-_.])", re.IGNORECASE)
"""Files of a DVD or Blu-ray."""
_GENERIC_NAME = re.compile(
    r"^(?:cd|dis[ck]|part|pt|movie|video|feature|main|title|film|vts)?[ ._-]{0,3}\d{0,3}(?:[ ._-]\d{1,3})?$",
    re.IGNORECASE,
)


def movie_title(file: PathComponent, stem: str, folders: list[tuple[str, int]], meaningless: bool) -> TitleMatch:
    """Return titles and year of a movie."""
    own = find_title(file.parsed, file.offset, None, alone=not folders)
    group = file.parsed.group
    if (
        own.title.isdigit()
        and own.year is not None
        and group is not None
        and group[2] + file.offset <= own.spans["title"][0]
    ):  # "[Rec] 2"
        own = own._replace(
            titles=(f"[{group[0]}] {own.title}",),
            spans={**own.spans, "title": (group[1] + file.offset, own.spans["title"][1])},
        )
    if not folders:
        return own
    text, start = folders[-1]
    folder = PathComponent(parse_name(text), start)
    of_folder = find_title(folder.parsed, folder.offset, None, alone=False)
    if not of_folder.title or not _prefer_folder(own, of_folder, folder, stem, meaningless):
        return own
    year = {"year": own.spans["year"]} if of_folder.year is None and "year" in own.spans else {}
    related = own.title.casefold()[:4] == of_folder.title.casefold()[:4]
    titles = tuple(dict.fromkeys((*of_folder.titles, *(own.titles[1:] if related else ()))))
    return TitleMatch(titles, of_folder.year or own.year, of_folder.country, {**of_folder.spans, **year})


def _prefer_folder(own: TitleMatch, of_folder: TitleMatch, folder: PathComponent, stem: str, meaningless: bool) -> bool:
    """Whether the folder belongs to this movie alone and names it better."""
    if _GENERIC_NAME.match(stem) or DISC_FILE.match(stem) or meaningless or not own.title:
        number = stem.isdigit() and len(stem) < 5
        return not (number and of_folder.year is None and folder.parsed.first_tag is None)
    if of_folder.year is not None:
        return own.year in (None, of_folder.year)
    return own.year is None and folder.parsed.first_tag is not None and folder.parsed.group is not None
