"""Writes facts as NFO files that Kodi, Jellyfin and Emby read; in a file that exists, only what Dim knows better is changed."""

import copy
import os
import re
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from dim.metadata.local.nfo import elements
from dim.metadata.local.nfo.decode import decode
from dim.metadata.local.nfo.model import NfoFile
from dim.metadata.local.nfo.read import LARGEST, read_nfo
from dim.metadata.model import Facts, SeasonFacts

_ROOTS = {"movie": "movie", "show": "tvshow", "season": "season", "episode": "episodedetails"}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DECLARED = re.compile(r"\s*<\?xml[^>]{0,300}\?>\s*")
_INDENT = "\n    "


class NotWrittenError(Exception):
    """A file was left as it is; the text says why, for a person, as a part of a sentence: "is locked (lockdata)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an NFO file is to say: of a movie, show, season (with its number) or episode (with both numbers)."""

    kind: str
    facts: Facts
    season: int | None = None
    number: int | None = None
    seasons: tuple[SeasonFacts, ...] = ()
    """Of a show: their names and pictures."""


def write_nfo(what: Written) -> bytes:
    """A new NFO file, in UTF-8."""
    root = ElementTree.Element(_ROOTS[what.kind])
    root.text = _INDENT
    _set_facts(root, what, NfoFile())
    return (_DECLARATION + _to_text(root).rstrip() + "\n").encode()


def update_nfo(blob: bytes, what: Written) -> bytes:
    """An NFO file with what facts say. Elements, attributes and comments that Dim does not know stay, in their order, and so does
    what the facts leave open. Raises NotWrittenError.
    """
    before = read_nfo(blob)
    _check(before, what)
    text = decode(blob)
    if "\ufffd" in text:
        raise NotWrittenError("has characters that cannot be read, which writing it would lose")
    start = re.search(rf"<{_ROOTS[what.kind]}(?=[\s>/])", text)
    close = text.rfind(f"</{_ROOTS[what.kind]}")
    if start is None or close < 0:
        raise NotWrittenError("is no well-formed XML")
    end = text.find(">", close) + 1
    top = _parse(text[start.start() : end])
    root, seen = _root_of(top, before, what)
    _set_facts(root, what, seen)
    body = "".join(_to_text(one) for one in top).rstrip()
    head = _DECLARED.sub("", text[: start.start()], count=1)
    return (_DECLARATION + head + body + (text[end:] if text[end:].strip() else "\n")).encode()


def save_nfo(path: str, what: Written) -> bool:
    """Write or update an NFO file at once: whoever reads it sees the old or the new one. False: it says all of it already.

    Raises NotWrittenError, OSError.
    """
    blob, mode = None, 0o644
    with suppress(FileNotFoundError), open(path, "rb") as file:
        blob = file.read(LARGEST + 1)
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
    written = write_nfo(what) if blob is None or not blob.strip() else update_nfo(blob, what)
    if written == blob:
        return False
    folder = os.path.dirname(path) or "."
    number, temporary = tempfile.mkstemp(prefix=".dim-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(written)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)
    return True


def _sync_folder(folder: str) -> None:
    """Have the new name survive a power cut; network disks that cannot are left alone."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _check(before: NfoFile, what: Written) -> None:
    """Raises NotWrittenError."""
    if before.note:
        raise NotWrittenError(before.note.partition(";")[0])
    if before.kind in ("links", "none"):
        raise NotWrittenError("is no XML")
    if before.is_locked:
        raise NotWrittenError("is locked (lockdata)")
    if before.kind != what.kind:
        raise NotWrittenError(f"is of a {before.kind}, not of a {what.kind}")


def _parse(text: str) -> ElementTree.Element:
    """The roots in one element, with their comments. Raises NotWrittenError."""
    parser = DefusedXMLParser(target=TreeBuilder(insert_comments=True, insert_pis=True), forbid_dtd=True)
    try:
        parser.feed(f"<nfo>{text}</nfo>")
        top: ElementTree.Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotWrittenError("is no well-formed XML") from error
    return top


def _root_of(top: ElementTree.Element, before: NfoFile, what: Written) -> tuple[ElementTree.Element, NfoFile]:
    """The element of what is written, in a file that may hold several episodes; and what it said before."""
    roots = [one for one in top if one.tag == _ROOTS[what.kind]]
    if what.kind != "episode" or len(roots) == 1:
        return roots[0], before
    for root in roots:
        said = [(one.text or "").strip() for name in ("season", "episode") for one in root.findall(name)[:1]]
        if said == [str(what.season), str(what.number)]:
            alone = read_nfo(ElementTree.tostring(root, encoding="utf-8"))
            return root, alone
    raise NotWrittenError(f"holds several episodes, but not episode {what.number} of season {what.season}")


def _set_facts(root: ElementTree.Element, what: Written, before: NfoFile) -> None:
    """Set the elements of the facts that differ from what the file said before."""
    values = what.facts.to_json()
    known = before.facts.to_json()
    groups = elements.groups(what.facts, what.kind)
    for group in groups:
        if any(name in values and values[name] != known.get(name) for name in group.fields):
            _replace(root, group)
    for name, number in _numbers(what).items():
        if number is not None and (root.findtext(name) or "").strip() != str(number):
            _replace(root, elements.numbered(name, number))
    if what.seasons and what.seasons != before.seasons:
        _replace(root, elements.of_seasons(what.seasons))


def _numbers(what: Written) -> dict[str, int | None]:
    if what.kind == "season":
        return {"seasonnumber": what.season}
    return {"season": what.season, "episode": what.number} if what.kind == "episode" else {}


def _replace(root: ElementTree.Element, group: elements.Group) -> None:
    """Put the elements of a group in the place of those that say the same; what those hold besides is kept."""
    old = [one for one in root if not callable(one.tag) and group.is_of(one)]  # a comment has a function there
    kept = {elements.key(one): one for one in reversed(old)}
    new = [_merged(one, kept.get(elements.key(one))) for one in group.made]
    place = list(root).index(old[0]) if old else len(root)
    for one in old:
        root.remove(one)
    for offset, one in enumerate(new):
        root.insert(place + offset, one)
    _space(root, new)


def _merged(new: ElementTree.Element, old: ElementTree.Element | None) -> ElementTree.Element:
    """An element with the attributes and children that the old one had besides."""
    if old is None:
        return new
    merged = copy.deepcopy(old)
    merged.attrib.update(new.attrib)
    if not len(new):
        merged.text = new.text
        if not len(old):
            return merged
    for child in new:
        there = merged.find(str(child.tag))
        if there is None:
            merged.append(child)
        else:
            there.text = child.text
    return merged


def _space(root: ElementTree.Element, new: Iterable[ElementTree.Element]) -> None:
    """Put each new element on a line of its own."""
    if not (root.text or "").strip():
        root.text = root.text or _INDENT
    indent = _INDENT if not root.text or root.text.strip() else root.text
    for one in new:
        tail = one.tail
        ElementTree.indent(one, indent.strip("\r\n") or "    ", level=1)
        one.tail = tail if (tail or "").strip() else indent
    children = list(root)
    for one in children[:-1]:
        if one.tail in (None, "", "\n"):
            one.tail = indent
    if children and not (children[-1].tail or "").strip():
        children[-1].tail = "\n"


def _to_text(root: ElementTree.Element) -> str:
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
