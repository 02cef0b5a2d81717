"""Reads NFO files: XML, XML followed by a link, links alone, several episodes in one file, scene art."""

import re
from dataclasses import replace

from defusedxml.common import DefusedXmlException

from dim.metadata.local import values
from dim.metadata.local.external_ids import ids_in_text
from dim.metadata.local.nfo import people_and_pictures
from dim.metadata.local.nfo.decode import decode
from dim.metadata.local.nfo.facts import facts_of, user_data
from dim.metadata.local.nfo.model import NfoEpisode, NfoFile, NfoKind
from dim.metadata.local.nfo.tree import Element, Parsed, TooLargeError, parse
from dim.metadata.model import Facts

LARGEST = 1 << 20
"""Bytes; real ones have some thousand."""
MOST_EPISODES = 100
_KINDS: dict[str, NfoKind] = {
    "movie": "movie",
    "tvshow": "show",
    "season": "season",
    "episodedetails": "episode",
    "musicvideo": "movie",
}
_ROOT = re.compile(r"<\s{0,5}(movie|tvshow|season|episodedetails|musicvideo)(?=[\s>/])", re.IGNORECASE)
_INNER = re.compile(r"<\?xml[^>]{0,300}\?>|<!DOCTYPE[^>\[]{0,300}>", re.IGNORECASE)
_ORDERS = {"aired": "aired", "original": "aired", "default": "aired", "dvd": "dvd", "absolute": "absolute"}


def read_nfo(blob: bytes) -> NfoFile:
    """What an NFO file says, of at most `LARGEST` bytes. Never raises: what is wrong stands in its `note`."""
    if len(blob) > LARGEST:
        return NfoFile(note="is larger than 1 MiB, so that it was not read")
    text = decode(blob)
    start = _ROOT.search(text)
    if start is None:
        links = ids_in_text(text)
        if links:
            return NfoFile(kind="links", facts=Facts(ids=links), links=links)
        is_other_xml = text.lstrip().startswith("<?xml")
        return NfoFile(note="holds no movie, show, season or episode" if is_other_xml else None)
    if "<!entity" in text.casefold():
        return NfoFile(note="declares entities, which no NFO file needs, so that it was not read")
    return _read_xml(text, start)


def _read_xml(text: str, start: re.Match[str]) -> NfoFile:
    root = start.group(1).casefold()
    last = text.casefold().rfind(f"</{root}", start.start())
    close = text.find(">", last) + 1 if last >= 0 else 0
    end = close or len(text)
    try:
        parsed = parse(_INNER.sub(_blank, text[start.start() : end]))
    except (TooLargeError, DefusedXmlException):
        return NfoFile(note="has more elements or levels than any NFO file needs, so that it was not read")
    roots = [one for one in parsed.roots if one.name == root]
    links = ids_in_text(text[: start.start()] + "\n" + text[end:])
    note = _note(parsed, text.count("\n", 0, start.start()))
    if not roots:
        return NfoFile(kind="links" if links else "none", facts=Facts(ids=links), links=links, note=note)
    found = _file(_KINDS[root], roots)
    facts = replace(found.facts, ids={**links, **found.facts.ids}) if links else found.facts  # the XML wins
    return replace(found, facts=facts, links=links, note=found.note or note)


def _blank(match: re.Match[str]) -> str:
    """The same number of lines."""
    return "\n" * match.group().count("\n")


def _note(parsed: Parsed, lines_before: int) -> str | None:
    if parsed.reason is None:
        return None
    where = f" at line {parsed.line + lines_before}" if parsed.line else ""
    return f"is broken{where}: {parsed.reason}; what could be read was taken"


def _file(kind: NfoKind, roots: list[Element]) -> NfoFile:
    if kind == "episode":
        return _episode_file(roots)
    root = roots[0]
    return NfoFile(
        kind=kind, facts=facts_of(root, kind), added=values.plain_text(root.value("dateadded"))[:30] or None, user=user_data(root),
        season=values.whole_number(root.value("seasonnumber", "season")) if kind == "season" else None,
        seasons=people_and_pictures.seasons(root) if kind == "show" else (),
        display_order=_ORDERS.get(root.value("displayorder").casefold()) if kind == "show" else None,
        edition=root.value("edition")[:200] or None,
    )  # fmt: skip


def _episode_file(roots: list[Element]) -> NfoFile:
    episodes = [_episode(root) for root in roots[:MOST_EPISODES]]
    note = None
    if len(roots) > MOST_EPISODES:
        note = f"holds {len(roots):,} episodes, of which the first {MOST_EPISODES} were taken"
    if len(episodes) > 1:
        numbered = [one for one in episodes if one.as_episode is not None]
        if len(numbered) < len(episodes):
            note = "holds several episodes, of which those without season and episode number were left out"
        episodes = numbered or episodes[:1]
    first = episodes[0]
    return NfoFile(
        kind="episode", facts=first.facts, episodes=tuple(episodes), added=first.added, user=first.user, note=note
    )


def _episode(root: Element) -> NfoEpisode:
    def whole(name: str) -> int | None:
        return values.whole_number(root.value(name))

    return NfoEpisode(
        facts=facts_of(root, "episode"), season=whole("season"), number=whole("episode"), number_end=whole("episodenumberend"),
        absolute=whole("absolute_number"), show=root.value("showtitle")[:500] or None,
        display_season=whole("displayseason"), display_episode=whole("displayepisode"),
        airs_after_season=whole("airsafter_season") if root.value("airsafter_season") else whole("displayafterseason"),
        airs_before_season=whole("airsbefore_season"), airs_before_episode=whole("airsbefore_episode"),
        added=root.value("dateadded")[:30] or None, user=user_data(root),
    )  # fmt: skip
