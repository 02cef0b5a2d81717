"""When certificates are renewed. Pure: the time and the chance come from outside."""

from datetime import datetime, timedelta

from dim.network.tls.pair import Certificate

LONGEST_PAUSE = timedelta(hours=12)


def renew_at(certificate: Certificate, chance: float) -> datetime:
    """When to renew: after two thirds of the life, or up to a twentieth of it before, so that many servers do not ask at once.

    `chance`: 0 to 1, drawn once for each certificate.
    """
    life = certificate.not_after - certificate.not_before
    return certificate.not_before + life * 2 / 3 - life * chance / 20


def pause_after(failures: int, first: timedelta, chance: float) -> timedelta:
    """The pause after some failures in a row: it doubles, up to twelve hours, and is up to a quarter longer by `chance`, 0 to 1."""
    doubled: timedelta = first * (1 << min(failures - 1, 20))
    return min(LONGEST_PAUSE, doubled) * (1 + chance / 4)
