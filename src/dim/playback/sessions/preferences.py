"""What users prefer, and what they chose in the player: kept per user, and per movie or show."""

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from dim.db import Transaction
from dim.db.rows import Prepared
from dim.db.tables import playback_choice, playback_preference
from dim.playback.policy.tracks import Preferences, Remembered, Taste, TrackMark

_PREFERENCES = Prepared(
    select(playback_preference.c.preferences).where(playback_preference.c.user_id == bindparam("user_id"))
)
_CHOICE = Prepared(
    select(playback_choice.c.choice).where(
        playback_choice.c.user_id == bindparam("user_id"), playback_choice.c.media_id == bindparam("media_id")
    )
)
_LATEST = Prepared(
    select(playback_choice.c.choice)
    .where(playback_choice.c.user_id == bindparam("user_id"))
    .order_by(playback_choice.c.updated_at.desc())
    .limit(1)
)


def preferences(connection: Connection, user_id: int) -> Preferences:
    """A user's preferences; the defaults, if they never set any."""
    rows = _PREFERENCES.dicts(connection, {"user_id": user_id})
    if not rows:
        return Preferences()
    values = rows[0]["preferences"]
    return Preferences(tuple(values["languages"]), values["audio"], values["subtitles"])


def set_preferences(transaction: Transaction, user_id: int, wanted: Preferences) -> None:
    """Set a user's preferences."""
    transaction.execute(delete(playback_preference).where(playback_preference.c.user_id == user_id))
    transaction.execute(insert(playback_preference), {"user_id": user_id, "preferences": asdict(wanted)})


def taste(connection: Connection, user_id: int, title_id: int) -> Taste:
    """What decides how a movie or show plays for a user: what they chose for it.

    For a title without a choice, what they chose last for another one; of that only the speed, if they said which languages
    they understand.
    """
    wanted = preferences(connection, user_id)
    own = _CHOICE.dicts(connection, {"user_id": user_id, "media_id": title_id})
    if own:
        return Taste(wanted, _from_json(own[0]["choice"]))
    latest = _LATEST.dicts(connection, {"user_id": user_id})
    remembered = _from_json(latest[0]["choice"]) if latest else Remembered()
    return Taste(wanted, Remembered(rate=remembered.rate) if wanted.languages else remembered)


def remember(transaction: Transaction, user_id: int, title_id: int, chosen: Remembered) -> None:
    """Remember what a user chose for a movie or show; what is None in `chosen` stays as it was remembered before."""
    current = taste(transaction.connection, user_id, title_id).remembered
    changed = {name: value for name in ("audio", "subtitles", "rate") if (value := getattr(chosen, name)) is not None}
    mine = (playback_choice.c.user_id == user_id, playback_choice.c.media_id == title_id)
    transaction.execute(delete(playback_choice).where(*mine))
    row = {"user_id": user_id, "media_id": title_id, "choice": asdict(replace(current, **changed))}
    transaction.execute(insert(playback_choice), {**row, "updated_at": time.time()})


def _from_json(values: Mapping[str, Any]) -> Remembered:
    subtitles = values["subtitles"]
    return Remembered(_mark(values["audio"]), "off" if subtitles == "off" else _mark(subtitles), values["rate"])


def _mark(values: Mapping[str, Any] | None) -> TrackMark | None:
    return TrackMark(**values) if values else None
