"""Names of ROMs by the schemes of No-Intro, Redump, TOSEC and GoodTools."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dim.games.rom import parse_name
from dim.games.rom.names import restore_article

NAMES: list[tuple[str, str, str | None]] = [
    # name, title, label
    # No-Intro
    ("Super Mario Bros. (World)", "Super Mario Bros.", "World"),
    ("Tetris (World) (Rev 1)", "Tetris", "World, Rev 1"),
    ("Pokemon - Red Version (USA, Europe) (SGB Enhanced)", "Pokemon - Red Version", "USA, Europe, SGB Enhanced"),
    ("Legend of Zelda, The - A Link to the Past (USA)", "The Legend of Zelda - A Link to the Past", "USA"),
    ("Legend of Zelda, The (USA) (Rev A)", "The Legend of Zelda", "USA, Rev A"),
    ("Simpsons, The - Bart vs. The World (USA)", "The Simpsons - Bart vs. The World", "USA"),
    ("Bug's Life, A (Europe)", "A Bug's Life", "Europe"),
    ("American Tail, An - Fievel Goes West (USA)", "An American Tail - Fievel Goes West", "USA"),
    ("Siedler, Die (Germany)", "Die Siedler", "Germany"),
    ("Grosse Deutschland Quiz, Das (Germany)", "Das Grosse Deutschland Quiz", "Germany"),
    ("Schroumpfs, Les (France)", "Les Schroumpfs", "France"),
    ("Aigle de Guerre, L' (France)", "L'Aigle de Guerre", "France"),
    ("Pitufos, Los (Spain)", "Los Pitufos", "Spain"),
    ("Puffi, I (Italy)", "I Puffi", "Italy"),
    ("Gioco, Il (Italy)", "Il Gioco", "Italy"),
    ("Kleine Zeemeermin, De (Netherlands)", "De Kleine Zeemeermin", "Netherlands"),
    ("Sonic The Hedgehog (USA, Europe)", "Sonic The Hedgehog", "USA, Europe"),
    ("Dragon Ball Z - Super Butouden (Japan) (Rev 1)", "Dragon Ball Z - Super Butouden", "Japan, Rev 1"),
    ("FIFA 98 - Road to World Cup (Europe) (En,Fr,De,Es,It,Sv)", "FIFA 98 - Road to World Cup", "Europe"),
    ("Castlevania (USA) (v1.1)", "Castlevania", "USA, v1.1"),
    ("Mega Man (USA) (Beta)", "Mega Man", "USA, Beta"),
    ("Mega Man (USA) (Beta 2)", "Mega Man", "USA, Beta"),
    ("StarFox 2 (Japan) (Proto) (1995-06-22)", "StarFox 2", "Japan, Proto, 1995-06-22"),
    ("Earthbound (USA) (Possible Proto)", "Earthbound", "USA, Proto"),
    ("Wario Land (World) (Demo) (Kiosk)", "Wario Land", "World, Demo"),
    ("Metroid (Japan) (Sample)", "Metroid", "Japan, Sample"),
    ("Action 52 (USA) (Unl)", "Action 52", "USA, Unlicensed"),
    ("Super Mario 4 (Asia) (Pirate)", "Super Mario 4", "Asia, Pirate"),
    ("Micro Mages (World) (Aftermarket) (Unl)", "Micro Mages", "World, Aftermarket, Unlicensed"),
    ("Kirby's Adventure (USA) (Virtual Console)", "Kirby's Adventure", "USA, Virtual Console"),
    ("Contra (USA) (Contra Anniversary Collection)", "Contra", "USA, Contra Anniversary Collection"),
    ("[BIOS] Nintendo Game Boy Boot ROM (World) (Rev 1)", "Nintendo Game Boy Boot ROM", "World, Rev 1, BIOS"),
    ("Chrono Trigger (Japan) [b]", "Chrono Trigger", "Japan, Bad dump"),
    ("Donkey Kong (Japan) (En)", "Donkey Kong", "Japan"),
    ("Asterix (Europe) (En,Fr,De,Es,It) (Alt 1)", "Asterix", "Europe, Alternate"),
    ("1943 - The Battle of Midway (USA)", "1943 - The Battle of Midway", "USA"),
    ("720 Degrees (USA)", "720 Degrees", "USA"),
    ("R-Type DX (USA, Europe) (GB Compatible)", "R-Type DX", "USA, Europe, GB Compatible"),
    ("Tom & Jerry (Europe)", "Tom & Jerry", "Europe"),
    ("100-in-1, Vol. 2 (Asia) (Unl)", "100-in-1, Vol. 2", "Asia, Unlicensed"),
    ("Dr. Mario (Japan, USA) (En)", "Dr. Mario", "Japan, USA"),
    ("Barbie (UK)", "Barbie", "UK"),
    ("Barbie (United Kingdom)", "Barbie", "UK"),
    ("Who Wants to Be a Millionaire (Australia)", "Who Wants to Be a Millionaire", "Australia"),
    ("Pokémon - Édition Bleue (France)", "Pokémon - Édition Bleue", "France"),
    ("ポケットモンスター 赤 (Japan)", "ポケットモンスター 赤", "Japan"),
    # Redump
    ("Final Fantasy VII (USA) (Disc 1)", "Final Fantasy VII", "USA"),
    ("Resident Evil 2 (USA) (Disc 2) (Claire)", "Resident Evil 2", "USA"),
    ("Metal Gear Solid (Europe) (Disc 1) (Rev 1)", "Metal Gear Solid", "Europe, Rev 1"),
    ("Gran Turismo (Japan) (Demo Disc)", "Gran Turismo", "Japan, Demo"),
    ("D (USA) (Disc A)", "D", "USA"),
    ("Myst (USA) (Rerelease)", "Myst", "USA, Rerelease"),
    ("Xenogears (Japan) (Taikenban)", "Xenogears", "Japan, Demo"),
    # TOSEC
    ("Legend of TOSEC, The (1986)(Devstudio)", "The Legend of TOSEC", None),
    ("Legend of TOSEC, The (1986)(Devstudio)(US)", "The Legend of TOSEC", "USA"),
    ("Legend of TOSEC, The (1986)(Devstudio)(JP)(en)", "The Legend of TOSEC", "Japan"),
    ("Legend of TOSEC, The (1986)(Devstudio)(de-fr)", "The Legend of TOSEC", "de, fr"),
    ("Legend of TOSEC, The (1986)(Devstudio)(US-EU)", "The Legend of TOSEC", "USA, Europe"),
    ("Legend of TOSEC, The v1.0 (demo) (1986)(Devstudio)", "The Legend of TOSEC", "v1.0, Demo"),
    ("Legend of TOSEC, The Rev 1 (1986)(Devstudio)", "The Legend of TOSEC", "Rev 1"),
    ("Legend of TOSEC, The (19xx)(-)[a]", "The Legend of TOSEC", "Alternate"),
    ("Legend of TOSEC, The (199x)(Ultrafast Software)[cr Hacker][t +3]", "The Legend of TOSEC", "Cracked, Trained"),
    ("Legend of TOSEC, The (1986)(Devstudio)(Disk 1 of 2)", "The Legend of TOSEC", None),
    ("Legend of TOSEC, The (1986)(Devstudio)(Disk 2 of 2 Side B)[!]", "The Legend of TOSEC", None),
    ("Legend of TOSEC, The (1986)(Devstudio)(alpha)", "The Legend of TOSEC", "Beta"),
    ("Legend of TOSEC, The (1986)(Devstudio)(GB)(PD)", "The Legend of TOSEC", "UK, Homebrew"),
    ("Legend of TOSEC, The (1986)(Devstudio)(M3)[b2]", "The Legend of TOSEC", "Bad dump"),
    ("Doom (1993) (USA)", "Doom", "USA"),
    # GoodTools
    ("Super Metroid (JU) [!]", "Super Metroid", "Japan, USA"),
    ("Zelda no Densetsu (J) (V1.1) [!]", "Zelda no Densetsu", "Japan, v1.1"),
    ("Final Fantasy III (U) [h1C]", "Final Fantasy III", "USA, Hack"),
    ("Contra (U) (PRG0) [b1]", "Contra", "USA, PRG0, Bad dump"),
    ("Seiken Densetsu 3 (J) [T+Eng1.01_LNF]", "Seiken Densetsu 3", "Japan, Translation"),
    ("Sonic (UE) (REV01) [!]", "Sonic", "USA, Europe, Rev 1"),
    ("Game (W) [o1]", "Game", "World, Overdump"),
    ("Game (F) [t1]", "Game", "France, Trained"),
    ("Game (Unl) [p1]", "Game", "Unlicensed, Pirate"),
    # Others
    ("Super_Mario_World_(U)", "Super Mario World", "USA"),
    ("Final Fantasy VII CD2", "Final Fantasy VII", None),
    ("Final Fantasy IX - Disc 3", "Final Fantasy IX", None),
    ("Game [Disc 1]", "Game", None),
    ("Mario Kart 8 Deluxe [0100152000022000][v0]", "Mario Kart 8 Deluxe", None),
    ("Mario Kart 8 Deluxe [0100152000022800][v589824]", "Mario Kart 8 Deluxe", "Update"),
    ("Mario Kart 8 Deluxe [0100152000023001][v0]", "Mario Kart 8 Deluxe", "DLC"),
    ("Mario Party 8 [RM8E01]", "Mario Party 8", None),
    ("Tekken 3 [SLUS-00402]", "Tekken 3", None),
    ("Street Fighter II: The World Warrior (World 910522)", "Street Fighter II: The World Warrior", "World 910522"),
    ("Foo (Bar) II (USA)", "Foo (Bar) II", "USA"),
    ("Game (1)", "Game", "1"),
    ("Me, Myself & I", "Me, Myself & I", None),
    ("Shining in the Darkness", "Shining in the Darkness", None),
    ("ACDC", "ACDC", None),
    ("Game Part 2", "Game Part 2", None),
    ("(USA", "(USA", None),
    ("Game [", "Game", None),
    ("Game (USA) (", "Game", "USA"),
    ("Game ) (USA)", "Game )", "USA"),
    ("Game ((a) b) (USA)", "Game", "USA, (a) b"),
    ("", "", None),
    ("()", "", None),
    ("(USA)", "", "USA"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "label"), NAMES, ids=[name for name, _title, _label in NAMES])
def test_titles_and_labels(name: str, title: str, label: str | None) -> None:
    found = parse_name(name)
    assert (found.title, found.label) == (title, label)


TYPES = [
    ("Game (USA)", "game"), ("Game (USA) (Beta)", "beta"), ("Game (USA) (Proto)", "beta"), ("Game (USA) (Alpha 2)", "beta"),
    ("Game (USA) (Demo)", "demo"), ("Game (USA) (Demo 1)", "demo"), ("Game (USA) (Sample)", "demo"), ("Game (USA) (Tech Demo)", "demo"), ("[BIOS] X (World)", "tool"),
    ("X (World) (Test Program)", "tool"), ("X (USA) (Program)", "tool"), ("X (Enhancement Chip)", "tool"), ("X [0100152000022800]", "other"),
    ("X [0100152000023001]", "dlc"), ("X [DLC]", "dlc"), ("X (USA) (Unl)", "game"), ("Demolition Man (USA)", "game"), ("Beta (USA)", "game"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), TYPES)
def test_types(name: str, kind: str) -> None:
    assert parse_name(name).type == kind


DISCS = [
    ("Game (Disc 2)", 2, None), ("Game (Disk 1 of 3)", 1, None), ("Game (Disc B)", 2, None), ("Game (CD 3)", 3, None), ("Game (CD1)", 1, None),
    ("Game (DVD 2)", 2, None), ("Game (Side B)", None, "B"), ("Game (Disk 2 of 2 Side A)", 2, "A"), ("Game (Tape 1 of 2 Side B)", 1, "B"),
    ("disc1", 1, None), ("Disc 2", 2, None), ("Game - Disc 2", 2, None), ("Game CD2", 2, None), ("Game_Disc_2", 2, None),
    ("Game (CD32)", None, None), ("Game 2", None, None), ("Disco 2", None, None), ("Game (USA) Disc 2", 2, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "disc", "side"), DISCS)
def test_discs(name: str, disc: int | None, side: str | None) -> None:
    found = parse_name(name)
    assert (found.disc, found.side) == (disc, side)


def test_what_tosec_says() -> None:
    found = parse_name("Legend of TOSEC, The v1.2 (demo) (1992-03-xx)(Acme)(US)(en)[cr ABC]")
    assert (found.date, found.publisher, found.regions, found.languages) == ("1992-03", "Acme", ("USA",), ("en",))
    assert (found.revision, found.flags, found.scheme) == ("v1.2", ("demo", "cracked"), "tosec")


def test_languages() -> None:
    assert parse_name("Game (Europe) (En,Fr,De+Es,Pt-BR)").languages == ("en", "fr", "de", "es", "pt")
    assert parse_name("Game (Zh-Hans,Ja)").languages == ("zh", "ja")
    assert parse_name("Game (Xx,Yy)").languages == ()


@pytest.mark.parametrize(
    ("name", "is_numbered", "title"),
    [("0123 - Metroid Fusion (E)(Foo)", True, "Metroid Fusion"), ("0123 - Metroid Fusion (E)", False, "0123 - Metroid Fusion"),
     ("x0123 - Game (U)", True, "Game"), ("12 - Game", True, "12 - Game")],
)  # fmt: skip
def test_numbers_in_front(name: str, is_numbered: bool, title: str) -> None:
    assert parse_name(name, is_numbered=is_numbered).title == title


def test_composed_letters() -> None:
    assert parse_name("Poke\u0301mon (USA)").title == "Pok\u00e9mon"


@given(st.text())
def test_any_name(name: str) -> None:
    found = parse_name(name)
    assert len(found.title) <= 400
    restore_article(name)


@given(st.text("()[] ,-_aTh1v19Disc", max_size=400))
def test_any_name_like_those_of_roms(name: str) -> None:
    parse_name(name)


@pytest.mark.parametrize(
    "piece",
    ["(", ")", "[a", "(USA) ", ", The", " - ", "(Disc 1)", "v1 ", "a, ", "((", "CD", "Disc ", "- ", "(1986)(", "9"],
)
def test_long_names_take_no_time(piece: str) -> None:
    began = time.process_time()
    for length in (400, 100_000):
        parse_name(piece * length)
        restore_article((piece * 400)[:400])
    assert time.process_time() - began < 5
