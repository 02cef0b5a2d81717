"""Members of groups without a server, and a clock that stands."""

from dim.accounts.rights import User
from dim.together.group import Member
from dim.together.model import LeftGroup, SeenGroup

ADA, BEN = User(1, "Ada", "owner", None), User(2, "Ben", "member", None)


class Channel:
    """What a member was told."""

    def __init__(self) -> None:
        self.told: list[SeenGroup | LeftGroup] = []

    def push(self, message: SeenGroup | LeftGroup, *, replaces: str | None = None) -> None:
        assert replaces == "group"
        self.told.append(message)


def member(player: int, user: User = ADA, ping: float = 0.05) -> Member:
    return Member(player, user, f"Screen {player}", Channel(), ping=ping)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now
