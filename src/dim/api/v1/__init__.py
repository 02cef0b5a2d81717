"""Version 1 of the HTTP API, one package for each group of resources."""

from dim.api.v1 import health, network, settings
from dim.api.v1.accounts import account, auth, invites, pairing, registration, tokens, users
from dim.api.v1.libraries import duplicates, fixes, folders, game_accounts, libraries, review, runs, scanner_tokens
from dim.api.v1.live import players, socket
from dim.api.v1.metadata import artwork_options, collections, episode_matches, matches, people, providers, transfer
from dim.api.v1.playback import progress, sessions, stream, subtitles, trickplay
from dim.api.v1.scanner import artwork as scanner_artwork
from dim.api.v1.scanner import games as scanner_games
from dim.api.v1.scanner import reports
from dim.api.v1.titles import all_games, artwork, cards, games, media, rom_files, shows

ROUTERS = (artwork_options.images, players.groups, *(
    module.router
    for module in (
        artwork, cards, stream, artwork_options, matches, episode_matches, media, shows, progress, reports,
        scanner_artwork, scanner_games, libraries, runs, subtitles, trickplay, sessions, health, auth, pairing, registration,
        tokens, account, users, invites, duplicates, review, fixes, folders, scanner_tokens, people, collections, providers,
        transfer, settings, network, players, socket, all_games, games, game_accounts, rom_files,
    )
))  # fmt: skip
"""The most used first: they are tried in this order. Each route declares who may call it (`api.context`); one that declares nothing
is public.
"""
