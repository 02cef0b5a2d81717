"""Posters that the server composes: of titles without one, again when they are renamed, and never above a real one."""

import io
from pathlib import Path
from typing import Any

from PIL import Image

from support import media
from support.metadata import posters
from support.server import Api, add_library, until


def film(folder: Path, name: str) -> Path:
    """A movie of some seconds in a folder of its own."""
    target = folder / name / f"{name}.mp4"
    target.parent.mkdir(parents=True)
    target.write_bytes(
        media.made("h264.mp4").read_bytes() + (8 + 4).to_bytes(4, "big") + b"free" + name[:4].encode().ljust(4)
    )
    return target


def card(owner: Api, library: int, title: str) -> dict[str, Any]:
    """The card of a title, as soon as it is there."""

    def find() -> dict[str, Any] | None:
        found = owner.ask("GET", f"/api/v1/library/{library}/cards")["cards"]
        return next((one for one in found if one["title"] == title), None)

    return until(find, what=title)


def sources(owner: Api, item: int, kind: str = "poster") -> dict[str, bool]:
    """Where the images that an item could show are from, and which it shows."""
    return {one["source"]: one["chosen"] for one in owner.ask("GET", f"/api/v1/artwork/{item}/{kind}/options")}


def test_a_movie_without_artwork_gets_a_poster_with_its_name(tmp_path: Path, owner: Api) -> None:
    film(tmp_path / "Films", "Metropolis (1927)")
    library = add_library(owner, tmp_path / "Films")
    item = card(owner, library, "Metropolis")["id"]
    expected = {"generated": True, "frame": False}
    until(lambda: sources(owner, item) == expected, what="the composed poster")
    until(lambda: sources(owner, item, "backdrop") == {"frame": True}, what="the backdrop")
    first = card(owner, library, "Metropolis")["pictures"]["poster"]
    assert (first["width"], first["height"]) == (800, 1200)

    owner.ask("PATCH", f"/api/v1/media/{item}", 201, json={"title": "The Third Man", "year": 1949})
    renamed = until(
        lambda: (
            (now := card(owner, library, "The Third Man")["pictures"]["poster"])["digest"] != first["digest"] and now
        ),
        what="the poster of the new name",
    )
    assert sources(owner, item) == expected

    owner.ask("PUT", f"/api/v1/artwork/{item}/poster", 204, content=posters.poster("The Third Man", 1949))
    assert sources(owner, item) == {"person": True, "generated": False, "frame": False}
    owner.ask("DELETE", f"/api/v1/artwork/{item}/poster/choice", 204)
    assert sources(owner, item) == expected

    owner.ask("PATCH", f"/api/v1/media/{item}", 201, json={"title": "Metropolis", "year": 1927})
    back = until(
        lambda: (now := card(owner, library, "Metropolis")["pictures"]["poster"])["digest"] != renamed["digest"] and now
    )
    assert back["digest"] == first["digest"], "the same title and frame give the same poster"


def test_a_poster_beside_the_file_needs_no_other(tmp_path: Path, owner: Api) -> None:
    plain = film(tmp_path / "Films", "Stalker (1979)")
    (plain.parent / "poster.jpg").write_bytes(posters.poster("Stalker", 1979))
    film(tmp_path / "Films", "Solaris (1972)")
    library = add_library(owner, tmp_path / "Films")
    without, with_poster = card(owner, library, "Solaris")["id"], card(owner, library, "Stalker")["id"]
    until(lambda: sources(owner, without).get("generated"), what="the poster of the other one")
    assert sources(owner, with_poster) == {"beside": True}


def test_a_name_that_the_font_lacks_shows_the_whole_frame(tmp_path: Path, owner: Api) -> None:
    film(tmp_path / "Films", "七人の侍 (1954)")
    library = add_library(owner, tmp_path / "Films")
    item = card(owner, library, "七人の侍")["id"]
    until(lambda: sources(owner, item).get("generated"), what="the composed poster")
    answer = owner.ask("GET", f"/api/v1/artwork/{item}/poster", params={"width": 320})
    assert Image.open(io.BytesIO(answer.content)).size == (320, 480)
