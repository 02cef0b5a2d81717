"""The platforms of ROMs: their ids, names, file extensions and folders. Pure data.

Folder names are those of EmulationStation, ES-DE, Batocera, RetroPie, RomM, muOS, OnionOS, of No-Intro and of TOSEC. They are
compared without capitals, spaces and punctuation; the id and the name of a platform need not be repeated.
"""

from dataclasses import dataclass

ARCHIVES = frozenset({"zip", "7z"})
SHEETS = frozenset({"m3u", "cue", "gdi", "ccd", "mds", "toc"})
"""Files that name others, or have them beside them under the same name."""
ARCADE = frozenset({"arcade", "neogeo", "naomi", "atomiswave", "model2", "model3", "daphne"})
"""Platforms whose archives have short names, and are in the DATs of arcade games."""
_DISC = "cue iso chd ccd mds toc m3u bin img mdf"
_COMPUTER = "dsk tap tzx cas rom m3u zip 7z"


@dataclass(frozen=True, slots=True)
class Platform:
    """A console, computer or arcade system."""

    id: str
    name: str
    extensions: frozenset[str]
    """In small letters, without the dot."""
    folders: tuple[str, ...]
    """Names of its folder."""
    markers: frozenset[str] = frozenset()
    """What the folder of a game that is a folder has in it: names, or extensions with their dot, in small letters."""


def _platform(id_: str, name: str, extensions: str, folders: str = "", markers: str = "") -> Platform:
    taken = frozenset(extensions.split()) | ARCHIVES
    return Platform(id_, name, taken, tuple(folders.split("|")) if folders else (), frozenset(markers.split()))


PLATFORMS: tuple[Platform, ...] = (
    _platform("nes", "Nintendo Entertainment System", "nes unf unif nez",
        "famicom|fc|Nintendo Famicom & Entertainment System|Nintendo NES - Famicom|Nintendo - Family Computer"),
    _platform("fds", "Famicom Disk System", "fds qd nes",
        "Nintendo - Family Computer Disk System|Family Computer Disk System|Nintendo FDS"),
    _platform("snes", "Super Nintendo Entertainment System", "sfc smc fig swc bs mgd",
        "sfc|superfamicom|snes-na|snesna|snes-msu1|snesmsu1|snesh|Super Famicom|super nintendo|"
        "Nintendo Super Famicom & Super Entertainment System|Nintendo SNES - SFC"),
    _platform("satellaview", "Satellaview", "bs sfc smc", "Nintendo - Satellaview|bsx"),
    _platform("sufami", "Sufami Turbo", "st sfc smc", "Nintendo - Sufami Turbo|sufamiturbo"),
    _platform("n64", "Nintendo 64", "n64 z64 v64 u1 bin", "n64h|ultra64|Nintendo N64"),
    _platform("n64dd", "Nintendo 64DD", "ndd d64 n64 z64", "64dd|Nintendo - Nintendo 64DD"),
    _platform("gb", "Game Boy", "gb dmg sgb", "Nintendo - Game Boy|gameboy|gbh|gb2players|Nintendo Game Boy|supergameboy|sgb"),
    _platform("gbc", "Game Boy Color", "gbc cgb gb", "gameboycolor|gbch|gbc2players|Nintendo Game Boy Color"),
    _platform("gba", "Game Boy Advance", "gba agb srl mb", "gameboyadvance|gbah|Nintendo Game Boy Advance"),
    _platform("virtualboy", "Virtual Boy", "vb vboy", "vb|Nintendo - Virtual Boy"),
    _platform("pokemini", "Pokémon Mini", "min", "poke mini|pokemonmini|Pokemon Mini|Nintendo - Pokemon Mini"),
    _platform("gameandwatch", "Game & Watch", "mgw", "gw|game and watch|Handheld Electronic Game"),
    _platform("nds", "Nintendo DS", "nds dsi srl ids",
        "ds|nintendods|ndsi|dsi|Nintendo - Nintendo DSi|Nintendo DSi|nintendo-dsi|Nintendo DS"),
    _platform("3ds", "Nintendo 3DS", "3ds 3dsx cci cia cxi app z3ds zcci",
        "n3ds|nintendo3ds|new nintendo 3ds|Nintendo - New Nintendo 3DS"),
    _platform("gc", "GameCube", "gcm iso gcz rvz ciso wia dol nkit m3u",
        "gamecube|ngc|Nintendo - GameCube|Nintendo GameCube|dolphin|triforce"),
    _platform("wii", "Wii", "wbfs wad iso gcz rvz ciso wia dol nkit m3u wux",
        "Nintendo - Wii|wiiware|Nintendo Wii|wii digital"),
    _platform("wiiu", "Wii U", "wua wud wux wup rpx", "Nintendo - Wii U|Nintendo Wii U", "code meta"),
    _platform("switch", "Nintendo Switch", "nsp xci nsz xcz nro", "nx|Nintendo - Nintendo Switch|ns"),
    _platform("psx", "PlayStation", f"{_DISC} pbp ecm exe cbn psexe",
        "ps1|psone|ps|playstation1|Sony - PlayStation|Sony PlayStation|sonypsx"),
    _platform("ps2", "PlayStation 2", f"{_DISC} cso zso gz nrg dump", "playstation2|Sony - PlayStation 2"),
    _platform("ps3", "PlayStation 3", "iso pkg ps3 psn",
        "playstation3|Sony - PlayStation 3",
        "ps3_game ps3_disc.sfb param.sfo"),
    _platform("ps4", "PlayStation 4", "pkg ps4", "playstation4|Sony - PlayStation 4", "eboot.bin sce_sys"),
    _platform("psp", "PlayStation Portable", "iso cso pbp chd zso dax elf prx m3u",
        "pspminis|psp minis|Sony - PlayStation Portable|Sony PSP|playstation-portable"),
    _platform("psvita", "PlayStation Vita", "vpk psvita mai",
        "vita|Sony - PlayStation Vita|Sony PS Vita|ps vita",
        "eboot.bin sce_sys"),
    _platform("mastersystem", "Master System", "sms bin sg",
        "sms|ms|master system|Sega - Master System - Mark III|Sega Mark III & Master System|segamastersystem|"
        "mark3|Sega Mark III"),
    _platform("gamegear", "Game Gear", "gg bin sms", "gg|Sega - Game Gear|sega game gear"),
    _platform("megadrive", "Mega Drive", "md gen smd bin mdx sgd 68k",
        "genesis|md|genesiswide|megadrivejp|megadrive-jp|genh|genesish|msu-md|Sega - Mega Drive - Genesis|"
        "Sega Mega Drive - Genesis|Sega Mega Drive & Genesis|genesis-slash-megadrive|segamegadrive|"
        "segagenesis|smd"),
    _platform("segacd", "Mega-CD", f"{_DISC} m3u",
        "megacd|megacdjp|mcd|scd|Sega - Mega-CD - Sega CD|Sega Mega CD - Sega CD|Sega Mega-CD & Sega CD|"
        "sega cd|mega cd"),
    _platform("32x", "Sega 32X", "32x md bin smd", "sega32x|sega32xjp|sega32xna|Sega - 32X|thirtytwox"),
    _platform("sg1000", "SG-1000", "sg sc bin sms", "sg-1000|segasg1000|Sega - SG-1000|sc3000|Sega SG-1000|SC-3000"),
    _platform("saturn", "Saturn", _DISC, "Sega - Saturn|saturnjp|Sega Saturn|ss"),
    _platform("dreamcast", "Dreamcast", f"gdi cdi {_DISC} elf lst", "dc|Sega - Dreamcast|Sega Dreamcast"),
    _platform("naomi", "Naomi", "lst bin dat chd gdi",
        "naomigd|naomi 2|naomi2|Sega - Naomi|Arcade - Sega - Naomi|Arcade - Sega - Naomi 2"),
    _platform("atomiswave", "Atomiswave", "lst bin dat", "awave|Sammy Atomiswave"),
    _platform("model2", "Sega Model 2", "", "model 2"),
    _platform("model3", "Sega Model 3", "", "model 3|supermodel"),
    _platform("pico", "Sega Pico", "md bin", "segapico|Sega - PICO"),
    _platform("pcengine", "PC Engine", "pce sgx bin",
        "pce|tg16|turbografx16|turbografx|turbografx-16|turbografx16--1|NEC - PC Engine - TurboGrafx 16|"
        "NEC PC Engine|NEC PC Engine & TurboGrafx-16|NEC - PC Engine - TurboGrafx-16|sgx"),
    _platform("supergrafx", "SuperGrafx", "pce sgx",
        "NEC - PC Engine SuperGrafx|PC Engine SuperGrafx|NEC PC Engine SuperGrafx"),
    _platform("pcenginecd", "PC Engine CD", f"{_DISC} pce",
        "pcecd|tg-cd|tgcd|tg16cd|turbografxcd|turbografx-cd|turbografx-16-slash-pc-engine-cd|"
        "NEC - PC Engine CD - TurboGrafx-CD|NEC - PC Engine CD & TurboGrafx CD|NEC PC Engine CD|"
        "PC Engine CD-ROM2"),
    _platform("pcfx", "PC-FX", _DISC, "NEC - PC-FX|NEC PC-FX|PC-FX & PC-FXGA"),
    _platform("neogeo", "Neo Geo", "neo",
        "neo-geo|SNK Neo Geo|neogeoaes|neogeomvs|neo geo aes|neo geo mvs|SNK - Neo Geo|SNK Neo Geo AES - MVS"),
    _platform("neogeocd", "Neo Geo CD", _DISC, "neocd|neogeocdjp|neo-geo-cd|SNK - Neo Geo CD|SNK Neo Geo CD"),
    _platform("ngp", "Neo Geo Pocket", "ngp",
        "SNK - Neo Geo Pocket|SNK - NeoGeo Pocket|neo-geo-pocket|neogeopocket|SNK Neo Geo Pocket"),
    _platform("ngpc", "Neo Geo Pocket Color", "ngc ngp",
        "SNK - Neo Geo Pocket Color|SNK - NeoGeo Pocket Color|neo-geo-pocket-color|neogeopocketcolor|"
        "SNK Neo Geo Pocket - Color"),
    _platform("arcade", "Arcade", "chd",
        "mame|mame-libretro|mame-advmame|mame-mame4all|mame2000|mame2003|mame2003-plus|mame2010|mame2014|"
        "mame2015|mame2016|mame-current|fba|fbneo|fbalpha|finalburn|finalburn neo|FBNeo - Arcade Games|"
        "FinalBurn Neo - Arcade|cps|cps1|cps2|cps3|hbmame|neogeo64|zinc|arcade classics|sega arcade|"
        "MAME ROMs|MAME 2003-Plus|MAME 2003 Plus"),
    _platform("daphne", "Daphne", "daphne singe", "laserdisc|singe", ".daphne"),
    _platform("atari2600", "Atari 2600", "a26 bin rom", "2600|atari|Atari - 2600|Atari - Atari 2600|a26"),
    _platform("atari5200", "Atari 5200", "a52 bin car rom", "5200|Atari - 5200|Atari - Atari 5200"),
    _platform("atari7800", "Atari 7800", "a78 bin cdf", "7800|Atari - 7800|Atari - Atari 7800"),
    _platform("atari800", "Atari 8-bit", "atr atx xex xfd car rom dcm",
        "atarixe|atarixegs|atari8bit|atari-8-bit|Atari - 8-bit Family|Atari 8bit|atari xl"),
    _platform("atarist", "Atari ST", "st stx msa ipf dim m3u stt",
        "Atari - ST|Atari - Atari ST|atari-st|Atari ST-STE-TT-Falcon"),
    _platform("lynx", "Atari Lynx", "lnx lyx o", "atarilynx|Atari - Lynx|Atari - Atari Lynx"),
    _platform("jaguar", "Atari Jaguar", "j64 jag rom abs cof", "atarijaguar|Atari - Jaguar|Atari - Atari Jaguar"),
    _platform("jaguarcd", "Atari Jaguar CD", f"{_DISC} cdi",
        "atarijaguarcd|atari-jaguar-cd|Atari - Jaguar CD Interactive Multimedia System"),
    _platform("wonderswan", "WonderSwan", "ws pc2", "ws|Bandai - WonderSwan|wswan|Bandai WonderSwan"),
    _platform("wonderswancolor", "WonderSwan Color", "wsc ws", "wsc|Bandai - WonderSwan Color|wswanc|Bandai WonderSwan Color"),
    _platform("3do", "3DO", _DISC,
        "Panasonic - 3DO Interactive Multiplayer|3DO Interactive Multiplayer|The 3DO Company - 3DO|"
        "panasonic3do"),
    _platform("cdi", "CD-i", _DISC, "cdimono1|Philips - CD-i|philips-cd-i|Philips CD-i"),
    _platform("colecovision", "ColecoVision", "col rom bin", "coleco|Coleco - ColecoVision"),
    _platform("intellivision", "Intellivision", "int bin rom itv", "Mattel - Intellivision"),
    _platform("vectrex", "Vectrex", "vec gam bin", "GCE - Vectrex"),
    _platform("odyssey2", "Odyssey 2", "bin",
        "videopac|o2em|videopacplus|Magnavox - Odyssey2|Magnavox - Odyssey 2|Philips - Videopac+|odyssey-2"),
    _platform("channelf", "Channel F", "bin chf", "fairchild-channel-f|Fairchild - Channel F|fairchild"),
    _platform("arduboy", "Arduboy", "hex arduboy"),
    _platform("supervision", "Watara Supervision", "sv bin", "Watara - Supervision"),
    _platform("megaduck", "Mega Duck", "bin", "Mega Duck - WG-108|Welback - Mega Duck"),
    _platform("gp32", "GamePark GP32", "fxe gxb smc"),
    _platform("ngage", "N-Gage", "ngage jar"),
    _platform("gizmondo", "Gizmondo", ""),
    _platform("xbox", "Xbox", "iso xiso xbe", "Microsoft - Xbox|originalxbox"),
    _platform("xbox360", "Xbox 360", "iso xex zar god", "Microsoft - Xbox 360", "default.xex"),
    _platform("c64", "Commodore 64", "d64 d71 d81 g64 t64 tap prg crt nib p00 m3u",
        "commodore64|Commodore - 64|Commodore - Commodore 64|Commodore C64"),
    _platform("c128", "Commodore 128", "d64 d71 d81 prg m3u", "commodore128"),
    _platform("vic20", "VIC-20", "d64 prg crt tap 20 40 60 a0 m3u", "cvic20|vic-20|Commodore - VIC-20|c20|Commodore VIC20"),
    _platform("plus4", "Commodore Plus/4", "d64 prg tap m3u",
        "cplus4|c16|Commodore - Plus-4|c-plus-4|Commodore C16, C116 & Plus-4"),
    _platform("pet", "Commodore PET", "d64 prg tap", "cpet"),
    _platform("amiga", "Amiga", "adf adz dms ipf hdf hdz lha uae rp9 m3u slave info",
        "amiga500|amiga1200|amiga600|Commodore - Amiga|Commodore Amiga"),
    _platform("amigacd32", "Amiga CD32", _DISC, "cd32|Commodore - Amiga CD32|Commodore Amiga CD32"),
    _platform("cdtv", "Commodore CDTV", _DISC, "amigacdtv|commodore-cdtv|Commodore - CDTV"),
    _platform("zxspectrum", "ZX Spectrum", "tzx tap z80 sna szx scl trd dsk rzx",
        "spectrum|zxs|zx-spectrum|Sinclair - ZX Spectrum|zx|Sinclair - ZX Spectrum +3|zxnext"),
    _platform("zx81", "ZX81", "p tzx t81", "sinclair-zx81|Sinclair - ZX 81|Sinclair ZX 81"),
    _platform("amstradcpc", "Amstrad CPC", "dsk cdt sna tap cpr kcr m3u", "cpc|acpc|Amstrad - CPC|gx4000|amstrad-gx4000"),
    _platform("msx", "MSX", f"mx1 mx2 ri {_COMPUTER}",
        "msx1|msx2|msx2+|msxturbor|msx turbo r|Microsoft - MSX|Microsoft - MSX2|Microsoft MSX|spectravideo"),
    _platform("apple2", "Apple II", "dsk do po nib woz 2mg",
        "appleii|apple-ii|Apple - II|Apple II|apple2gs|Apple IIGS|apple-iigs|Apple - IIGS"),
    _platform("macintosh", "Macintosh", "dsk img hda hfv hfs cue iso chd toast mfi", "mac|Apple - Macintosh|macos classic"),
    _platform("bbcmicro", "BBC Micro", "ssd dsd uef img adf", "bbc|acorn-bbc|Acorn - BBC Micro|acorn electron|electron"),
    _platform("archimedes", "Acorn Archimedes", "adf hfe ipf"),
    _platform("oric", "Oric", "dsk tap", "oricatmos|moto oric"),
    _platform("thomson", "Thomson", "fd sap k7 m5 m7 rom", "to8|moto|Thomson TO8, TO8D, TO9, TO9+"),
    _platform("samcoupe", "SAM Coupé", "dsk mgt sad sbt", "sam-coupe|Sam Coupe"),
    _platform("dragon32", "Dragon 32", "cas dsk wav ccc rom", "dragon|coco|trs-80-color-computer|trs80"),
    _platform("ti99", "TI-99/4A", "ctg rpk", "ti-99-4a|ti994a"),
    _platform("x68000", "Sharp X68000", "dim hdf hds xdf 2hd d88 88d img m3u cmd", "sharp-x68000|Sharp - X68000"),
    _platform("x1", "Sharp X1", "dx1 2d 2hd tfd d88 88d hdm xdf cmd tap", "sharpx1"),
    _platform("pc88", "NEC PC-88", "d88 u88 cmt t88 m3u", "pc-8800-series|pc8801|NEC - PC-88|NEC PC-8801"),
    _platform("pc98", "NEC PC-98", "d98 98d fdi fdd d88 2hd hdi hdm nhd hdn xdf tfd dup cmd m3u",
        "pc-9800-series|pc9801|NEC - PC-98|NEC PC-9801"),
    _platform("fmtowns", "FM Towns", f"{_DISC} d77 d88 hdm", "fm-towns|Fujitsu - FM Towns|Fujitsu FM Towns"),
    _platform("fm7", "FM-7", "d77 t77 mfi", "fm-7"),
    _platform("dos", "DOS", "pc dos conf dosz exe bat com m3u iso cue",
        "pc|msdos|ms-dos|dosbox|IBM - PC and Compatibles|IBM PC",
        ".exe .bat .com"),
    _platform("scummvm", "ScummVM", "scummvm svm", "scumm", ".scummvm .svm"),
    _platform("easyrpg", "EasyRPG", "easyrpg ldb", "rpgmaker", "rpg_rt.ldb"),
    _platform("pico8", "PICO-8", "p8", "pico-8"),
    _platform("tic80", "TIC-80", "tic", "tic-80"),
    _platform("wasm4", "WASM-4", "wasm"),
    _platform("doom", "Doom", "wad pk3 iwad pwad", "prboom|gzdoom"),
    _platform("quake", "Quake", "pak", "tyrquake"),
    _platform("solarus", "Solarus", "solarus"),
    _platform("openbor", "OpenBOR", "pak"),
    _platform("love", "LÖVE", "love", "lutro"),
    _platform("uzebox", "Uzebox", "uze"),
    _platform("j2me", "J2ME", "jar"),
    _platform("flash", "Flash", "swf"),
    _platform("loopy", "Casio Loopy", "bin", "casio-loopy|Casio - Loopy"),
    _platform("astrocade", "Bally Astrocade", "bin", "astrocde|Bally - Astrocade"),
    _platform("arcadia", "Arcadia 2001", "bin", "arcadia-2001|Emerson - Arcadia"),
    _platform("creativision", "CreatiVision", "bin rom", "crvision|VTech - CreatiVision"),
    _platform("gamecom", "Game.com", "tgc bin", "game-com|Tiger - Game.com"),
    _platform("gamate", "Gamate", "bin", "Bit Corporation - Gamate"),
    _platform("vsmile", "V.Smile", "bin", "VTech - V.Smile"),
    _platform("gmaster", "Game Master", "bin", "Hartung - Game Master"),
    _platform("advision", "Adventure Vision", "bin", "Entex - Adventure Vision"),
)  # fmt: skip

EXTENSIONS: dict[str, str] = {
    extension: platform
    for platform, extensions in {
        "nes": "nes unf unif", "fds": "fds", "snes": "sfc smc swc", "n64": "n64 z64 v64", "n64dd": "ndd", "gb": "gb",
        "gbc": "gbc", "gba": "gba", "virtualboy": "vb vboy", "nds": "nds dsi", "3ds": "3ds 3dsx cci cia cxi", "gc": "gcm",
        "wii": "wbfs", "wiiu": "wua wud wux", "switch": "nsp xci nsz xcz", "psp": "cso", "psvita": "vpk",
        "mastersystem": "sms", "gamegear": "gg", "megadrive": "gen smd", "32x": "32x", "dreamcast": "gdi cdi",
        "pcengine": "pce sgx", "ngp": "ngp", "ngpc": "ngc", "atari2600": "a26", "atari5200": "a52", "atari7800": "a78",
        "lynx": "lnx", "jaguar": "j64", "wonderswan": "ws", "wonderswancolor": "wsc", "c64": "d64 t64 g64",
        "amiga": "adf ipf adz", "zxspectrum": "tzx z80", "msx": "mx1 mx2", "atari800": "atr xex", "atarist": "stx msa",
        "pico8": "p8", "scummvm": "scummvm", "neogeo": "neo", "sg1000": "sg",
    }.items()
    for extension in extensions.split()
}  # fmt: skip
"""The platform of a file by its extension alone, where there is but one."""
