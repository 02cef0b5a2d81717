"""Step four: compare the names of a path with each other and decide on an identity."""

import re

from dim.naming import episodes, extras, tags
from dim.naming.model import Details, Identity, Kind, Library
from dim.naming.parsed_name import parse_folder_name, parse_name
from dim.naming.paths import MAX_FOLDERS, PathComponent, is_generic_folder, season_of, split_extension, split_path
from dim.naming.text import clean
from dim.naming.titles import TitleMatch, all_titles, find_title

_DISC = re.compile(r"^(?:cd|dvd|dis[ck])[ ._-]?(\d{1,2})$", re.IGNORECASE)
_DISC_FILE = re.compile(r"^(?:vts[_-]\d{2}[_-]\d|video_ts|\d{5}|index|movieobject)(?:$|[-_.])", re.IGNORECASE)
_PART = re.compile(
    r"(?<![^\W_])(?:(?:cd|dis[ck]|dvd)[ ._-]?(\d{1,2})|(?:part|pt)[ ._-]?(\d{1,2}|[ivx]{1,4}|one|two|three|four|five))(?![^\W_])",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_GENERIC_NAME = re.compile(
    r"^(?:cd|dis[ck]|part|pt|movie|video|feature|main|title|film|vts)?[ ._-]{0,3}\d{0,3}(?:[ ._-]\d{1,3})?$",
    re.IGNORECASE,
)


def parse(path: str, library: Library | None = None) -> Identity:
    """Identify a file by its path relative to the library, or by a release name. Never raises.

    `library` is the kind of the file's library, if known; it decides where the name is ambiguous.
    """
    return _PathParser(path, library).identify() if path else Identity("movie", "?")


class _PathParser:
    """Parses one path."""

    def __init__(self, path: str, library: Library | None) -> None:
        parts = split_path(path) or [(path[:100] or "?", 0)]
        self.library = library
        name, offset = parts[-1]
        self.stem = split_extension(name)
        around = parts[:-1][-MAX_FOLDERS:]
        self.disc = next((int(match[1]) for text, _ in around[-1:] if (match := _DISC.match(text))), None)
        self.folders = [(text, start) for text, start in around if not is_generic_folder(text)]
        self.file = PathComponent(parse_name(self.stem), offset)
        self.spans: dict[str, tuple[int, int]] = {}

    def identify(self) -> Identity:
        """Return the identity."""
        extra = extras.extra_of_path(self.stem, [text for text, _ in self.folders])
        found = self.identify_main() if extra is None else self._extra(extra)
        if self.file.parsed.is_reversed:
            self._reverse_spans()
        return found

    def identify_main(self) -> Identity:
        """Return the identity of a file that is not an extra."""
        details = self._details()
        disc = bool(self.folders) and _DISC_FILE.match(self.stem) is not None
        if self.library != "movie" and not disc:
            found = episodes.identify_episode(self.file, self.stem, self.folders, self.library, self.spans, details)
            if found is not None:
                return found
        return self._movie(details)

    def _details(self) -> Details:
        """Collect tags, group and ids; those of the file take precedence over those of its folders."""
        found: Details = {"spans": self.spans}
        ids: dict[str, str] = {}
        for parsed, offset in (
            self.file,
            *(PathComponent(parse_folder_name(text), start) for text, start in reversed(self.folders)),
        ):
            if parsed.first_tag is not None or parsed.first_word:
                tags.describe(parsed.words, parsed.name, offset, found, self.spans)
            for provider, (value, start, end) in parsed.ids.items():
                if provider not in ids:
                    ids[provider] = value
                    self.spans.setdefault("ids", (start + offset, end + offset))
            if parsed.group is not None and "group" not in found:
                found["group"], start, end = parsed.group
                self.spans["group"] = (start + offset, end + offset)
            if parsed.crc is not None and "crc" not in found:
                found["crc"], start, end = parsed.crc
                self.spans["crc"] = (start + offset, end + offset)
        found["ids"] = ids
        return found

    def _reverse_spans(self) -> None:
        """Convert the spans of a name that is written backwards."""
        offset, length = self.file.offset, len(self.stem)
        for name, (start, end) in self.spans.items():
            if start >= offset:
                self.spans[name] = (2 * offset + length - end, 2 * offset + length - start)

    def _movie(self, details: Details) -> Identity:
        """Identify a movie by its own name, or by its folder's if that is more specific."""
        found = find_title(self.file, None, alone=not self.folders)
        if self.folders:
            text, start = self.folders[-1]
            folder = PathComponent(parse_name(text), start)
            of_folder = find_title(folder, None, alone=False)
            if of_folder.title and self._prefer_folder(found, of_folder, folder):
                year = {"year": found.spans["year"]} if of_folder.year is None and "year" in found.spans else {}
                found = TitleMatch(
                    of_folder.title,
                    of_folder.year or found.year,
                    of_folder.alternative or found.alternative,
                    {**of_folder.spans, **year},
                )
        self.spans.update(found.spans)
        part, title = self.disc, found.title
        if (match := _PART.search(self.stem)) and (match[1] or match.end() >= len(self.stem.rstrip(" ])"))):
            text = (match[1] or match[2]).lower()
            part = _NUMBERS.get(text) or (int(text) if text.isdigit() else None)
            self.spans["part"] = (match.start() + self.file.offset, match.end() + self.file.offset)
            if match[1]:
                title = clean(_PART.sub(" ", title)) or title
        title = title or clean(self.stem) or self.stem or "?"
        return Identity(
            "movie", title, found.year, titles=all_titles(found._replace(title=title)), part=part, **details
        )

    def _prefer_folder(self, own: TitleMatch, of_folder: TitleMatch, folder: PathComponent) -> bool:
        """Whether the folder belongs to this movie alone and names it better."""
        if (
            _GENERIC_NAME.match(self.stem)
            or _DISC_FILE.match(self.stem)
            or episodes.is_obfuscated(self.stem)
            or not own.title
        ):
            number = self.stem.isdigit() and len(self.stem) < 5
            return not (number and of_folder.year is None and folder.parsed.first_tag is None)
        if of_folder.year is not None:
            return own.year in (None, of_folder.year)
        return own.year is None and folder.parsed.first_tag is not None and folder.parsed.group is not None

    def _extra(self, extra: str) -> Identity:
        """Identify an extra: it belongs to the title of its folder, or of the name before its suffix."""
        kind: Kind = "sample" if extra == "sample" else "extra"
        own = extras.without_suffix(self.stem)
        owners = [text for text, _ in self.folders if extras.extra_of_folder(text) is None]
        base = _PathParser(own, self.library).identify_main()
        title, year, season, episodes = base.title, base.year, base.season, base.episodes
        if base.kind != "episode" or (not episodes and season is None):
            season, episodes = None, ()
        if owners:
            folder_season = season_of(owners[-1])
            show = owners[:-1] if folder_season is not None else []
            above = (
                _PathParser(show[-1], "movie").identify_main()
                if show
                else _PathParser("/".join(owners), self.library).identify_main()
            )
            inside = len(owners) < len(self.folders)
            if inside or folder_season is not None or (season is None and not episodes):
                title, year = above.title, above.year
            season = folder_season if season is None else season
        label = clean(own) if owners else None
        return Identity(
            kind, title, year, season=season, episodes=episodes, extra=extra, episode_title=label, **self._details()
        )
