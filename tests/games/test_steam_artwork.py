"""Artwork in the three layouts of the library cache, what a person chose, and screenshots."""

import os
from pathlib import Path

import pytest

from dim.games.steam import ArtworkKind, SteamGame, SteamReading, read_steam
from support.games.steam import ADA, BEN, HASHES, LAYOUTS, App, Layout, ShortcutEntry, SteamTree, shortcuts, write_bytes

KINDS: tuple[ArtworkKind, ...] = ("poster", "wide", "backdrop", "logo", "icon")


@pytest.fixture
def tree(tmp_path: Path) -> SteamTree:
    tree = SteamTree(tmp_path, "linux")
    tree.write([App(id=5, name="Five", folder=0), App(id=55, name="Fifty-five", folder=1)])
    return tree


def game(tree: SteamTree, previous: SteamReading | None = None) -> SteamGame:
    return read_steam(str(tree.root), previous).games[0]


def images(game: SteamGame, root: Path) -> dict[str, str]:
    return {kind: str(Path(image.path).relative_to(root)) for kind, image in game.artwork.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layouts_of_the_cache(tmp_path: Path, layout: Layout) -> None:
    tree = SteamTree(tmp_path, layout)
    apps = [App(id=number, name=str(number), folder=0) for number in range(5, 15)]
    tree.write(apps)
    written = {app.id: tree.write_artwork(app.id, app.id) for app in apps}
    for found in read_steam(str(tree.root)).games:
        assert set(found.artwork) == set(KINDS)
        for kind, image in found.artwork.items():
            path = written[found.app_id][kind]
            assert (image.path, image.by_user, image.modified_ns) == (str(path), False, path.stat().st_mtime_ns)


CACHED = [
    (["5_library_hero_blur.jpg", "5/library_hero_blur.jpg", f"5/{HASHES[0]}/library_hero_blur.jpg"], {}),
    (["5_library_600x900.jpg", "5/library_600x900.jpg"], {"poster": "5/library_600x900.jpg"}),
    (["5/library_600x900.jpg", f"5/{HASHES[0]}/library_capsule.jpg"], {"poster": f"5/{HASHES[0]}/library_capsule.jpg"}),
    (["5/library_600x900.jpg", "5/library_600x900_2x.jpg"], {"poster": "5/library_600x900_2x.jpg"}),
    (["5/header.jpg", "5/library_header.jpg"], {"wide": "5/library_header.jpg"}),
    (["5/library_hero.webp", "5_logo.apng"], {"backdrop": "5/library_hero.webp", "logo": "5_logo.apng"}),
    (["5/notes.txt", "5/library_hero.txt", "5/abc/library_hero.jpg", "library_hero.jpg", "_header.jpg"], {}),
    (["55/header.jpg", "55_logo.png"], {}),
]  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), CACHED)
def test_which_image_of_the_cache(tree: SteamTree, names: list[str], expected: dict[str, str]) -> None:
    for name in names:
        write_bytes(tree.cache / name, b"image")
    assert images(game(tree), tree.cache) == expected


def test_links_and_folders_are_no_images(tree: SteamTree) -> None:
    (tree.cache / "5/library_hero.jpg").mkdir(parents=True)
    (tree.cache / "5/header.jpg").symlink_to("/etc/passwd")
    assert game(tree).artwork == {}


def test_what_a_person_chose_wins(tree: SteamTree) -> None:
    tree.write_artwork(5, 0)
    grid = tree.account() / "config/grid"
    names = {"poster": "5p.png", "wide": "5.jpg", "backdrop": "5_hero.webp", "logo": "5_logo.png", "icon": "5_icon.png"}
    for name in [*names.values(), "5p.jpg", "5_logo.json", "5x.png", "55p.png", "5_hero_blur.png"]:
        write_bytes(grid / name, b"image")
    found = game(tree)
    assert images(found, grid) == names
    assert all(image.by_user for image in found.artwork.values())


def test_the_most_recent_account_chooses(tree: SteamTree) -> None:
    write_bytes(tree.account(BEN) / "config/grid/5p.png", b"image")
    write_bytes(tree.account(BEN) / "config/grid/5_hero.png", b"image")
    write_bytes(tree.account(ADA) / "config/grid/5p.jpg", b"image")
    userdata = tree.root / "userdata"
    assert images(game(tree), userdata) == {
        "poster": f"{ADA}/config/grid/5p.jpg",
        "backdrop": f"{BEN}/config/grid/5_hero.png",
    }


def test_artwork_of_shortcuts(tree: SteamTree) -> None:
    app_id = 0x8000_0005
    own = ShortcutEntry(name="Own", program="/bin/true", id=app_id)
    write_bytes(tree.account() / "config/shortcuts.vdf", shortcuts([own]))
    write_bytes(tree.account() / f"config/grid/{app_id}p.png", b"image")
    write_bytes(tree.account() / f"config/grid/{app_id << 32 | 0x02000000}.png", b"image")
    found = read_steam(str(tree.root)).games[-1]
    assert set(found.artwork) == {"poster", "wide"}


def test_new_images_are_seen(tree: SteamTree) -> None:
    """In folders that were there, made anew, or made before the image that they are for."""
    first = read_steam(str(tree.root))
    steps: list[tuple[ArtworkKind, Path]] = [
        ("wide", tree.cache / "5_header.jpg"),
        ("backdrop", tree.cache / "5/library_hero.jpg"),
        ("poster", tree.cache / "5" / HASHES[0] / "library_600x900.jpg"),
        ("logo", tree.account() / "config/grid/5_logo.png"),
    ]
    (tree.cache / "5" / HASHES[0]).mkdir(parents=True)
    reading = first
    for kind, path in steps:
        reading = read_steam(str(tree.root), reading)
        assert kind not in reading.games[0].artwork
        write_bytes(path, b"image")
        reading = read_steam(str(tree.root), reading)
        assert reading.games[0].artwork[kind].path == str(path)
    before = reading.games[0].artwork["logo"]
    write_bytes(tree.account() / "config/grid/5_logo.png", b"another image")
    after = read_steam(str(tree.root), reading).games[0].artwork["logo"]
    assert (after.path, after.modified_ns > before.modified_ns) == (before.path, True)


def test_an_image_in_a_folder_that_was_empty_is_seen(tree: SteamTree) -> None:
    """Steam makes the folder of a revision first; its image does not show in the folder above."""
    revision = tree.cache / "5" / HASHES[0]
    revision.mkdir(parents=True)
    for folder in (revision, tree.cache / "5", tree.cache):
        os.utime(folder, (1_600_000_000, 1_600_000_000))
    reading = read_steam(str(tree.root))
    write_bytes(revision / "library_600x900.jpg", b"image")
    assert images(game(tree, reading), revision) == {"poster": "library_600x900.jpg"}


def test_screenshots(tree: SteamTree) -> None:
    folder = tree.account() / "760/remote/5/screenshots"
    for name in ("20240102030405_1.jpg", "20230102030405_1.jpg", "thumbnails/20230102030405_1.jpg", "notes.txt"):
        write_bytes(folder / name, b"image")
    write_bytes(tree.account(BEN) / "760/remote/5/screenshots/20250102030405_1.png", b"image")
    reading = read_steam(str(tree.root))
    found = [(Path(shot.path).name, shot.account) for shot in reading.games[0].screenshots]
    assert found == [("20230102030405_1.jpg", ADA), ("20240102030405_1.jpg", ADA), ("20250102030405_1.png", BEN)]
    write_bytes(folder / "20260102030405_1.jpg", b"image")
    assert len(read_steam(str(tree.root), reading).games[0].screenshots) == 4
