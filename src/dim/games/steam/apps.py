"""What appinfo.vdf says of the apps of this machine; it is read again only when it changed, or for apps that are new."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from dim.games.files import FailedFile, Signature, UnreadableFileError, describe
from dim.games.known_files import BrokenFileError
from dim.games.steam.app_facts import SECTIONS, AppFacts, app_facts
from dim.games.vdf import read_appinfo

MOST_NAMED = 10
"""Apps that the reason of a failure names."""


@dataclass(frozen=True, slots=True)
class KnownApps:
    """What is known of apps."""

    facts: Mapping[int, AppFacts] = field(default_factory=dict)
    signature: Signature | None = None
    """Of the file that was read; None: read it again."""
    asked: frozenset[int] = frozenset()
    """The apps that were looked for in it."""
    error: str | None = None
    may_be_half_written: bool = False
    """Whether reading it again a little later may go better."""

    def failed(self, path: str) -> list[FailedFile]:
        """The file as a failed one, if it is."""
        return [] if self.error is None else [FailedFile(path, self.error)]


def read_apps(path: str, wanted: frozenset[int], known: KnownApps) -> KnownApps:
    """The facts of the wanted apps. Of what cannot be read now, those of the last good reading hold."""
    signature: Signature | None = None
    try:
        signature = Signature.of(os.stat(path))
        unchanged = signature == known.signature
        if unchanged and wanted <= known.asked:
            return known
        asked = wanted - known.asked if unchanged else wanted
        found = read_appinfo(path, asked, app_facts, SECTIONS)
    except FileNotFoundError:
        return KnownApps(known.facts, None, frozenset(), "It is gone.") if known.facts else KnownApps()
    except OSError as error:
        return KnownApps(known.facts, None, frozenset(), describe(error))
    except UnreadableFileError as error:
        return KnownApps(known.facts, None, frozenset(), str(error))
    except BrokenFileError as error:
        kept = signature if signature is not None and signature.is_settled() else None
        return KnownApps(known.facts, kept, wanted, str(error), may_be_half_written=True)
    reason = found.error
    if found.broken:
        named = ", ".join(map(str, found.broken[:MOST_NAMED])) + (
            " and others" if len(found.broken) > MOST_NAMED else ""
        )
        reason = reason or f"What it says of some apps is damaged: {named}."
    held = known.facts if unchanged or reason is not None else {}
    return KnownApps(
        {**held, **_named(found.apps, known.facts)},
        found.signature if found.signature.is_settled() else None,
        wanted | known.asked if unchanged else wanted,
        reason or (known.error if unchanged else None),
        may_be_half_written=reason is not None,
    )


def _named(found: Mapping[int, AppFacts], known: Mapping[int, AppFacts]) -> dict[int, AppFacts]:
    """The facts that were found; an app that lost its name is damaged in a way that does not show otherwise."""
    return {app_id: facts if facts.name else known.get(app_id, facts) for app_id, facts in found.items()}
