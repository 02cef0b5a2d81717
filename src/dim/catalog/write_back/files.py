"""Reads and writes the files of a target. Every function blocks: run it on the threads of the library's disk."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dim.artwork.local_files import by_stem
from dim.catalog.paths import FileGoneError, OutsideLibraryError, check_relative, resolve_inside
from dim.catalog.write_back import own
from dim.catalog.write_back.plan import Image, Target
from dim.metadata.local.nfo import LARGEST, NotWrittenError, Written, read_nfo, save_nfo, update_nfo, write_nfo
from dim.metadata.model import Facts

_WORDS = {
    "poster": ("poster", "folder", "cover", "default", "movie", "show"),
    "backdrop": ("fanart", "backdrop", "background", "art"),
}
"""Images with these names are of the same kind, whoever wrote them."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What writing a target will change. `written`: what the files will say because Dim wrote it."""

    target: Target
    nfo: str | None
    """The path of the NFO file; None: it says all of it already, or is not Dim's to change."""
    images: tuple[tuple[Image, str], ...]
    """With the paths that they will have, relative to the folder."""
    written: Facts
    superseded: tuple[str, ...] = ()
    """Images of Dim with another extension, which are removed then."""


def prepare(target: Target, formats: dict[str, str]) -> Prepared | None:
    """What writing a target would change. `formats`: the extension of each image in Dim's store, by digest.

    None: the video is not there now. Raises OSError.
    """
    try:
        resolve_inside(target.root, target.video)
    except (OutsideLibraryError, FileGoneError):
        return None
    written, nfo = target.known, None
    path = _inside(target.root, target.nfo) if target.nfo else None
    if path is not None:
        with suppress(NotWrittenError):
            blob = _read(path)
            if blob is not None or not target.must_exist:
                after = update_nfo(blob, target.what) if blob and blob.strip() else write_nfo(target.what)
                if after != blob:
                    before = _said(blob or b"", target.what)
                    written, nfo = own.added(before, _said(after, target.what), target.known), path
    images, superseded = list[tuple[Image, str]](), list[str]()
    old = own.images(target.known)
    for image, place, former in _images(target, formats):
        images.append((image, place))
        superseded += former
        old = {one: digest for one, digest in old.items() if one not in former} | {place: image.digest}
    kinds = {place: image.kind for image, place in images} | {
        one.location.partition(":")[2]: one.kind for one in target.known.pictures
    }
    marks = tuple(own.image_mark(kinds[place], digest, place) for place, digest in old.items())
    return Prepared(target, nfo, tuple(images), replace(written, pictures=marks), tuple(superseded))


def write(prepared: Prepared, store: Path) -> None:
    """Write what was prepared. `store`: Dim's folder of images. Raises OSError."""
    if prepared.nfo is not None:
        with suppress(NotWrittenError):  # a person changed it in this moment
            save_nfo(prepared.nfo, prepared.target.what)
    for image, place in prepared.images:
        source = store / image.digest[:2] / f"{image.digest}{os.path.splitext(place)[1].replace('.jpg', '.jpeg')}"
        path = _inside(prepared.target.root, place)
        if path is not None and (content := _content(source)) is not None:
            _replace(path, content)
    for place in prepared.superseded:
        path = _inside(prepared.target.root, place)
        if path is not None and _is_own(prepared.target.root, place, own.images(prepared.target.known)[place]):
            os.unlink(path)


def _said(blob: bytes, what: Written) -> Facts:
    """What an NFO file says of the item, as a scanner would report it."""
    read = read_nfo(blob)
    if read.kind != what.kind:
        return Facts()
    if what.kind == "episode" and len(read.episodes) > 1:
        numbers = (what.season, what.number)
        facts = next((one.facts for one in read.episodes if (one.season, one.number) == numbers), Facts())
    else:
        facts = read.facts
    return Facts.from_json(facts.to_json())


def _inside(root: str, relative: str) -> str | None:
    """The path of a file that may not be there yet; None: its folder, or a link in its place, leads out of the library."""
    try:
        check_relative(relative)
    except OutsideLibraryError:
        return None
    base = os.path.realpath(root)
    folder = os.path.realpath(os.path.join(base, os.path.dirname(relative)))
    path = os.path.join(folder, os.path.basename(relative))
    if not Path(folder).is_relative_to(base) or os.path.islink(path) or not os.path.isdir(folder):
        return None
    return path


def _read(path: str) -> bytes | None:
    """The content of a file; None: there is none. Raises OSError; NotWrittenError: it is no plain file, or too large."""
    try:
        if not os.path.isfile(path):
            if os.path.lexists(path):
                raise NotWrittenError("is no file")
            return None
        with open(path, "rb") as file:
            blob = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    if len(blob) > LARGEST:
        raise NotWrittenError("is too large")
    return blob


def _images(target: Target, formats: dict[str, str]) -> Iterable[tuple[Image, str, list[str]]]:
    """The images to write, each with the path and what it replaces there: where there is none of the kind, or those that are there
    are Dim's, and unchanged.
    """
    mine = own.images(target.known)
    for image in target.images:
        extension = formats.get(image.digest)
        folder, _, name = image.stem.rpartition("/")
        if extension is None:
            continue
        place = f"{image.stem}.{extension}"
        there = _of_kind(os.path.join(target.root, folder), image.kind, name)
        foreign = [one for one in there if f"{folder}/{one}".lstrip("/") not in mine]
        if foreign or (mine.get(place) == image.digest and there):
            continue
        former = [f"{folder}/{one}".lstrip("/") for one in there]
        if all(_is_own(target.root, one, mine[one]) for one in former):
            yield image, place, [one for one in former if one != place]


def _of_kind(folder: str, kind: str, name: str) -> list[str]:
    """The images in a folder that are of a kind, of this video or of the whole folder."""
    images = by_stem(os.listdir(folder))
    stem = name.rpartition("-")[0].casefold()
    wanted = set(_WORDS[kind]) | ({f"{stem}-{word}" for word in _WORDS[kind]} if stem else set())
    if stem and kind == "poster":
        wanted.add(stem)
    return [file for one, file in images.items() if one in wanted]


def _is_own(root: str, place: str, digest: str) -> bool:
    """Whether a file still is what Dim wrote: images are stored by the hash of their content."""
    content = _content(Path(root, place))
    return content is not None and hashlib.blake2b(content, digest_size=16).hexdigest() == digest


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read((32 << 20) + 1)
    except FileNotFoundError:
        return None
    return content if len(content) <= 32 << 20 else None


def _replace(path: str, content: bytes) -> None:
    """Write a file at once. Raises OSError: nothing was changed."""
    temporary = f"{os.path.dirname(path)}/.dim-{os.getpid()}-{os.path.basename(path)[-100:]}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
