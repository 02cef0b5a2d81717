"""Step four: weigh all readings of a path, its own name's and its folders', and take the best."""

import math
import re

from dim.naming import extras, tags
from dim.naming.model import Details, Identity, Kind, Library
from dim.naming.numbers.claim import Claim
from dim.naming.parts import find_part
from dim.naming.paths import MAX_FOLDERS, PathComponent, is_generic_folder, season_of, split_extension, split_path
from dim.naming.readings.folders import ShowFolders, is_meaningless
from dim.naming.readings.movie_title import DISC_FILE, movie_title
from dim.naming.readings.options import Option, find_options
from dim.naming.readings.parse_name import parse_folder_name, parse_name
from dim.naming.readings.show_title import show_title
from dim.naming.readings.titles import TitleMatch, find_title
from dim.naming.text import clean
from dim.naming.words.number_words import LAST_WORDS, SET_WORDS

_DISC = re.compile(r"^(?:cd|dvd|dis[ck])[ ._-]?(\d{1,2})$", re.IGNORECASE)
_YEAR_FOLDER = re.compile(r"(?:19|20)\d\d")
_IN_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]?")


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
        self.disc = next((int(match[1]) for text, _ in around[-1:] if (match := _DISC.match(text))), None)
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
        return extras.extra_of_path(self.stem, [text for text, _ in self.folders])

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
        spans: dict[str, tuple[int, int]] = {}
        details = self._details(spans)
        is_episode = option.numbering is not None or self.library == "show" or self.above.season is not None
        if is_episode and self.library != "movie" and not (option.numbering is None and DISC_FILE.match(self.stem)):
            found = self._episode(option, spans, details)
        else:
            found = self._movie(spans, details)
        confidence(found, option, options)
        if self.file.parsed.is_reversed:
            self._reverse_spans(spans)
        return found

    def _episode(self, option: Option, spans: dict[str, tuple[int, int]], details: Details) -> Identity:
        claim, source = (option.numbering.claim if option.numbering is not None else None), option.source
        title = show_title(
            source,
            option.numbering,
            self.above,
            self.library,
            self.meaningless or source is not self.file,
            self.folders,
        )
        spans.update(title.spans)
        season = self.above.season if claim is None or (claim.season is None and not claim.several) else claim.season
        episode_title: str | None = None
        part = claim.part if claim is not None else None
        if claim is not None:
            spans.update(_spans(claim, option, source))
            if self.folders or not claim.leading:
                episode_title, found_part = _episode_title(source, claim, spans)
                part = part or found_part
            marked = option.numbering is not None and any(part.form in _MARKED for part in option.numbering.parts)
            counted = option.numbering is not None and any(part.form in _OF for part in option.numbering.parts)
            if (
                season is None
                and claim.episodes
                and not claim.several
                and (counted or (not claim.absolute and marked and not self.folders))
            ):
                season = 1
        if (
            season is not None
            and "season" not in spans
            and self.above.season_span is not None
            and season == self.above.season
        ):
            spans["season"] = self.above.season_span
        year = title.year
        if year is None and claim is not None and claim.season is not None and 1900 <= claim.season <= 2049:
            year = claim.season
        numbers = claim or Claim(0, 0, 0.0, "")
        main = title.title or clean(self.stem) or self.stem or "?"
        return Identity(
            "episode", main, year, season, numbers.episodes, numbers.absolute, numbers.date,
            tuple(dict.fromkeys((main, *title.titles))), title.country, episode_title, part, version=numbers.version, **details,
        )  # fmt: skip

    def _movie(self, spans: dict[str, tuple[int, int]], details: Details) -> Identity:
        """Identify a movie by its own name, or by its folder's if that is more specific."""
        found = movie_title(self.file, self.stem, self.folders, self.meaningless)
        spans.update(found.spans)
        part, title = self.disc, found.title
        if (piece := find_part(self.stem)) is not None:
            part = piece.number
            spans["part"] = (piece.start + self.file.offset, piece.end + self.file.offset)
            if piece.in_title:
                title = piece.without(title)
        year = found.year
        if year is None and self.folders and (match := _YEAR_FOLDER.fullmatch(self.folders[-1][0].strip())):
            year = int(match.group())
            spans["year"] = (self.folders[-1][1], self.folders[-1][1] + len(self.folders[-1][0]))
        title = title or clean(self.stem) or self.stem or "?"
        titles = tuple(dict.fromkeys((title, *found.titles[1:])))
        return Identity("movie", title, year, titles=titles, country=found.country, part=part, **details)

    def _details(self, spans: dict[str, tuple[int, int]]) -> Details:
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

    def _reverse_spans(self, spans: dict[str, tuple[int, int]]) -> None:
        """Convert the spans of a name that is written backwards."""
        offset, length = self.file.offset, len(self.stem)
        for name, (start, end) in spans.items():
            if start >= offset:
                spans[name] = (2 * offset + length - end, 2 * offset + length - start)

    def _extra(self, extra: str) -> Identity:
        """Identify an extra: it belongs to the title of its folder, or of the name before its suffix."""
        kind: Kind = "sample" if extra == "sample" else "extra"
        own = extras.without_suffix(self.stem)
        owners = [text for text, _ in self.folders if extras.extra_of_folder(text) is None]
        base = PathReader(own, self.library).identify_main()
        title, year, season, episodes = base.title, base.year, base.season, base.episodes
        if base.kind != "episode" or (not episodes and season is None):
            season, episodes = None, ()
        if owners:
            folder_season = season_of(owners[-1])
            show = owners[:-1] if folder_season is not None else []
            above = (
                PathReader(show[-1], "movie").identify_main()
                if show
                else PathReader("/".join(owners), self.library).identify_main()
            )
            inside = len(owners) < len(self.folders)
            if inside or folder_season is not None or (season is None and not episodes):
                title, year = above.title, above.year
            season = folder_season if season is None else season
        label = clean(own) if owners else None
        spans: dict[str, tuple[int, int]] = {}
        found = Identity(
            kind,
            title,
            year,
            season,
            episodes,
            titles=(title,),
            extra=extra,
            episode_title=label,
            **self._details(spans),
        )
        found.confidence.update(
            {name: 0.8 for name in ("title", "year", "season", "episodes") if getattr(found, name) not in _EMPTY}
        )
        return found


_OF = ("an episode of a number of them", "episodes of a number of them")
_MARKED = ("an episode, marked", "an episode with its word")


def _spans(claim: Claim, option: Option, source: PathComponent) -> dict[str, tuple[int, int]]:
    """Return where the numbers of a reading are in the path."""
    words = source.parsed.words

    def span(first: int, last: int) -> tuple[int, int]:
        return words[first].start + source.offset, words[min(last, len(words) - 1)].end + source.offset

    spans = {
        name: span(claim.first, claim.last)
        for name in ("season", "episodes", "absolute", "date")
        if getattr(claim, name) not in (None, ())
    }
    if option.numbering is not None and len(option.numbering.parts) > 1:
        for part in option.numbering.parts:
            for name in spans:
                if getattr(part, name) not in (None, ()) and getattr(part, name) == getattr(claim, name):
                    spans[name] = span(part.first, part.last)
    return spans


def _episode_title(
    source: PathComponent, claim: Claim, spans: dict[str, tuple[int, int]]
) -> tuple[str | None, int | None]:
    """Return the text between the numbers and the following tags and add its span; and the part, if that is all it says."""
    parsed = source.parsed
    words = parsed.words
    last = min(claim.last, len(words) - 1)
    begin, stop = words[last].end, len(parsed.name)
    tag = next((index for index in range(last + 1, len(words)) if words[index].tag), None)
    if tag is not None:
        stop = words[tag].start
    elif parsed.group is not None and parsed.group[1] > begin:
        stop = parsed.group[1] - 1
    text = parsed.name[begin:stop]
    if "(" in text or "[" in text:
        text = _IN_BRACKETS.sub(" ", text)
    title = clean(text.lstrip(")] -_."))
    if (
        not title
        or not any(char.isalpha() for char in title)
        or title.casefold() in LAST_WORDS
        or title.casefold() in SET_WORDS
    ):
        return None, None
    part: int | None = None
    if (piece := find_part(title)) is not None and (piece.of_file or not piece.without(title)):
        part, title = piece.number, piece.without(title)
        if not any(char.isalpha() for char in title):
            return None, part
    first = begin + max(parsed.name[begin:stop].find(title.split(" ")[0]), 0)
    spans["episode_title"] = (first + source.offset, stop + source.offset)
    return title, part


def confidence(identity: Identity, chosen: Option, options: list[Option]) -> None:
    """Add how certain each field is: by the distance to the best reading that says something else."""
    found = identity.confidence
    score = chosen.score
    base = 0.9 if chosen.numbering is None else _certainty(max(score, -4.0), 2.5)
    mine = chosen.numbering.claim if chosen.numbering is not None else _NOTHING
    rivals = dict.fromkeys(("season", "episodes", "absolute", "date"), -99.0)
    for option in options:
        if option is not chosen:
            other = option.numbering.claim if option.numbering is not None else _NOTHING
            if other.season != mine.season:
                rivals["season"] = max(rivals["season"], option.score)
            if other.episodes != mine.episodes:
                rivals["episodes"] = max(rivals["episodes"], option.score)
            if other.absolute != mine.absolute:
                rivals["absolute"] = max(rivals["absolute"], option.score)
            if other.date != mine.date:
                rivals["date"] = max(rivals["date"], option.score)
    for name, rival in rivals.items():
        if getattr(identity, name) not in _EMPTY:
            found[name] = round(min(base, _certainty(score - rival, 2.0)), 3)
    if identity.year is not None:
        found["year"] = 0.97 if "year" in identity.spans else 0.8
    if identity.part is not None:
        found["part"] = 0.97 if "part" in identity.spans else 0.8
    if "title" not in identity.spans:
        found["title"] = 0.3
    else:
        anchored = identity.year is not None or score >= 5.0 or identity.resolution is not None or bool(identity.ids)
        found["title"] = 0.97 if anchored else 0.75


_NOTHING = Claim(0, 0, 0.0, "")
_EMPTY = (None, ())


def _certainty(distance: float, scale: float) -> float:
    """Return the probability of a reading that is so much likelier than another one, in log-odds."""
    return 1 / (1 + math.exp(-distance / scale)) if distance < 40 else 1.0
