"""What a refusal of `dim.remote` is as a status, on the socket and over HTTP alike."""

from dataclasses import dataclass

from dim.remote.model import GoneError, InvalidError, NoPlayerError, NotPossibleError, RemoteError, ScopeError


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal: `detail` is for people, `kind` one of `dim.api.errors.PROBLEMS`, `field` names the parameter that is wrong."""

    status: int
    detail: str
    kind: str
    field: str | None


_STATUS: dict[type[RemoteError], tuple[int, str]] = {
    ScopeError: (403, "not-allowed"),
    NoPlayerError: (404, "not-found"),
    NotPossibleError: (409, "not-possible"),
    InvalidError: (422, "not-usable"),
    GoneError: (504, "player-gone"),
}


def refused(error: RemoteError) -> Refused:
    """The refusal that an error stands for."""
    status, kind = next(_STATUS[one] for one in type(error).__mro__ if one in _STATUS)
    return Refused(status, str(error), kind, error.name if isinstance(error, InvalidError) else None)
