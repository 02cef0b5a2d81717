"""Read a path: all readings of its own name and its folders, and the identity that results from one of them."""

import re

from dim.naming import extras, tags
from dim.naming.confidence import add_confidence
from dim.naming.episode import Spans, find_episode_title, implied_season, number_spans
from dim.naming.model import Details, Identity, Kind, Library
from dim.naming.numbers.claim import Claim
from dim.naming.parts import find_part
from dim.naming.paths import MAX_FOLDERS, PathComponent, is_generic_folder, season_of, split_extension, split_path
from dim.naming.readings.folders import ShowFolders, is_meaningless
from dim.naming.readings.movie_title import DISC_FILE, movie_title
from dim.naming.readings.options import Option, find_options
from dim.naming.readings.parse_name import parse_folder_name, parse_name
from dim.naming.readings.show_title import ShowContext, show_title
from dim.naming.readings.titles import TitleMatch, find_title
from dim.naming.text import clean

_DISC = re.compile(r"^(?:cd|dvd|dis[ck])[ ._-]?(\d{1,2})$", re.IGNORECASE)
_YEAR_FOLDER = re.compile(r"(?:19|20)\d\d")
LATEST_YEAR_OF_SEASON = 2049
"""Seasons from 1900 to this are years."""
_NO_NUMBERS = Claim(0, 0, 0.0, "")
_OF_EXTRA = 0.8
"""The confidence of all that an extra has from its title."""


def parse(path: str, library: Library | None = None) -> Identity:
    """Identify a file by its path relative to the library, or by a release name. Never raises.

    `library` is the kind of the file's library, if known; it decides where the name is ambiguous.
    """
    return PathReader(path, library).identify() if path else Identity("movie", "?")


class PathReader:
    """Reads one path."""

    def __init__(self, path: str, library: Library | None) -> None:
        parts = split_path(path) or [(path[:100] or "?", 0)]
        self.library = library
        name, offset = parts[-1]
        self.stem = split_extension(name)
        around = parts[:-1][-MAX_FOLDERS:]
        disc = _DISC.match(around[-1][0]) if around else None
        self.disc = int(disc[1]) if disc is not None else None
        self.folders = [(text, start) for text, start in around if not is_generic_folder(text)]
        self.file = PathComponent(parse_name(self.stem), offset)
        self.above = ShowFolders(self.folders)
        self.meaningless = is_meaningless(self.stem) or (bool(self.folders) and DISC_FILE.match(self.stem) is not None)

    def identify(self) -> Identity:
        """Return the identity of the most likely reading."""
        extra = self.extra()
        return self.identify_main() if extra is None else self._extra(extra)

    def extra(self) -> str | None:
        """Return the kind of extra that the file is, or None."""
        found = extras.find_extra(self.stem, [text for text, _ in self.folders])
        return found.kind if found is not None else None

    def folder_title(self) -> TitleMatch:
        """Return the title and year of the folder that names the show."""
        folder = self.above.show
        if folder is None:
            return TitleMatch((), None, None, {})
        return find_title(
            folder.parsed, folder.offset, folder.parsed.numberings[0] if folder.parsed.numberings else None, alone=False
        )

    def identify_main(self) -> Identity:
        """Return the identity of a file that is not an extra."""
        options = self.options()
        return self.identity_of(options[0], options)

    def options(self) -> list[Option]:
        """Return the readings of the path's numbers, the most likely first."""
        if self.folders and DISC_FILE.match(self.stem) and self.above.episode is None:
            return [Option(None, self.file, 0.0, [])]
        return find_options(self.file, self.stem, self.above, self.library, self.meaningless)

    def identity_of(self, option: Option, options: list[Option]) -> Identity:
        """Return the identity that a reading results in; `options` are all readings."""
        spans: Spans = {}
        details = self._details(spans)
        is_episode = option.numbering is not None or self.library == "show" or self.above.season is not None
        if is_episode and self.library != "movie" and not (option.numbering is None and DISC_FILE.match(self.stem)):
            found = self._episode(option, spans, details)
        else:
            found = self._movie(spans, details)
        add_confidence(found, option, options)
        if self.file.parsed.is_reversed:
            for name, span in spans.items():
                spans[name] = self.in_path(span)
        return found

    def _episode(self, option: Option, spans: Spans, details: Details) -> Identity:
        """Identify an episode by a reading of its numbers, or by its folders alone."""
        claim = option.numbering.claim if option.numbering is not None else _NO_NUMBERS
        title = show_title(self.show_context(option))
        spans.update(title.spans)
        episode_title: str | None = None
        part = claim.part
        if option.numbering is None or (claim.season is None and not claim.several):
            season = self.above.season
        else:
            season = claim.season
        if option.numbering is not None:
            spans.update(number_spans(claim, option, option.source))
            if self.folders or not claim.leading:
                episode_title, found_part = find_episode_title(option.source, claim, spans)
                part = part or found_part
            if season is None:
                season = implied_season(option, claim, bool(self.folders))
        above = self.above
        if season is not None and season == above.season and above.season_span is not None:
            spans.setdefault("season", above.season_span)
        year = title.year
        if year is None and claim.season is not None and 1900 <= claim.season <= LATEST_YEAR_OF_SEASON:
            year = claim.season
        main = title.title or clean(self.stem) or self.stem or "?"
        titles = tuple(dict.fromkeys((main, *title.titles)))
        return Identity(
            "episode", main, year, season, claim.episodes, claim.absolute, claim.date, titles, title.country, episode_title, part,
            version=claim.version, **details,
        )  # fmt: skip

    def show_context(self, option: Option) -> ShowContext:
        """Return what decides on the title of the show."""
        meaningless = self.meaningless or option.source is not self.file
        return ShowContext(option.source, option.numbering, self.above, self.library, meaningless, self.folders)

    def _movie(self, spans: Spans, details: Details) -> Identity:
        """Identify a movie by its own name, or by its folder's if that is more specific."""
        found = movie_title(self.file, self.stem, self.folders, self.meaningless)
        spans.update(found.spans)
        part, title = self.disc, found.title
        if (said := find_part(self.stem)) is not None:
            part = said.number
            spans["part"] = (said.start + self.file.offset, said.end + self.file.offset)
            if said.in_title:
                title = said.without(title)
        year = found.year
        if year is None and self.folders and (match := _YEAR_FOLDER.fullmatch(self.folders[-1][0].strip())):
            year = int(match.group())
            spans["year"] = (self.folders[-1][1], self.folders[-1][1] + len(self.folders[-1][0]))
        title = title or clean(self.stem) or self.stem or "?"
        titles = tuple(dict.fromkeys((title, *found.titles[1:])))
        return Identity("movie", title, year, titles=titles, country=found.country, part=part, **details)

    def _details(self, spans: Spans) -> Details:
        """Collect tags, group and ids; those of the file take precedence over those of its folders."""
        found: Details = {"spans": spans}
        ids: dict[str, str] = {}
        names = [self.file]
        if self.folders:
            names += [PathComponent(parse_folder_name(text), start) for text, start in reversed(self.folders)]
        for parsed, offset in names:
            if parsed.first_tag is not None or parsed.first_word:
                tags.describe(parsed.words, parsed.name, offset, found, spans)
            for provider, (value, start, end) in parsed.ids.items():
                if provider not in ids:
                    ids[provider] = value
                    spans.setdefault("ids", (start + offset, end + offset))
            if parsed.group is not None and "group" not in found:
                found["group"], start, end = parsed.group
                spans["group"] = (start + offset, end + offset)
            if parsed.crc is not None and "crc" not in found:
                found["crc"], start, end = parsed.crc
                spans["crc"] = (start + offset, end + offset)
        found["ids"] = ids
        return found

    def in_path(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return where the characters are that were read: those of a name that is written backwards are mirrored."""
        start, end = span
        if not self.file.parsed.is_reversed or start < self.file.offset:
            return span
        ends = 2 * self.file.offset + len(self.stem)
        return ends - end, ends - start

    def _extra(self, extra: str) -> Identity:
        """Identify an extra: it belongs to the title of its folder, or of the name before its suffix."""
        kind: Kind = "sample" if extra == "sample" else "extra"
        own = extras.without_suffix(self.stem)
        base = PathReader(own, self.library).identify_main()
        title, year, season, episodes = base.title, base.year, base.season, base.episodes
        if base.kind != "episode":
            season, episodes = None, ()
        owners = [text for text, _ in self.folders if extras.extra_of_folder(text) is None]
        if owners:
            folder_season = season_of(owners[-1])
            inside = len(owners) < len(self.folders)
            if inside or folder_season is not None or (season is None and not episodes):
                above = self._owner(owners, folder_season)
                title, year = above.title, above.year
            season = folder_season if season is None else season
        found = Identity(
            kind, title, year, season, episodes, titles=(title,), extra=extra, episode_title=clean(own) if owners else None,
            **self._details({}),
        )  # fmt: skip
        for name, value in (("title", title), ("year", year), ("season", season), ("episodes", episodes or None)):
            if value is not None:
                found.confidence[name] = _OF_EXTRA
        return found

    def _owner(self, owners: list[str], season: int | None) -> Identity:
        """Return the identity of the title that an extra in these folders belongs to; the last may be a season, or its specials."""
        if season is not None and len(owners) > 1:
            names = owners[:-1]
            while len(names) > 1 and season_of(names[-1]) is not None:
                names.pop()
            return PathReader(names[-1], "movie" if season_of(names[-1]) is None else None).identify_main()
        return PathReader("/".join(owners), self.library).identify_main()
