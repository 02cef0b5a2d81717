"""Roles, and what each may do. Pure but for the clock.

The owner may do everything; an admin all but what concerns owners and admins; a member watches what is shared with them; a child
only what is certified for its age. A scanner is a program that maintains one library.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

OWNER, ADMIN, MEMBER, CHILD, SCANNER = "owner", "admin", "member", "child", "scanner"
ROLES = (OWNER, ADMIN, MEMBER, CHILD)
DEFAULT_AGE_LIMIT = 12
RECENT_SECONDS = 15 * 60.0

READ, PLAY, MANAGE = "read", "play", "manage"
SCOPES = (READ, PLAY, MANAGE)
"""What a personal access token may be used for: look at the catalog, watch, change what its user may change."""


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signed in: the libraries shared with them (None: all), and up to which age a child may see (None: no limit)."""

    id: int
    username: str
    role: str
    libraries: frozenset[int] | None
    age_limit: int | None = None
    max_bit_rate: int | None = None
    """Bits a second that a stream of theirs may take (None: no limit)."""

    @property
    def is_owner(self) -> bool:
        """Whether this is an owner, who sees and may do everything."""
        return self.role == OWNER

    @property
    def manages(self) -> bool:
        """Whether this user manages libraries, their contents and accounts."""
        return self.role in (OWNER, ADMIN)

    def sees(self, library_id: int | None) -> bool:
        """Whether a library is shared with this user."""
        return self.libraries is None or library_id in self.libraries

    def allowed(self, age: int | None) -> bool:
        """Whether something certified for an age may be seen. What has no certification is not for children."""
        return self.age_limit is None or (age is not None and age <= self.age_limit)

    def may_give(self, role: str) -> bool:
        """Whether this user may make accounts of a role, and change or remove those that have it."""
        return self.is_owner or (self.role == ADMIN and role in (MEMBER, CHILD))

    def may_share(self, libraries: Iterable[int] | None) -> bool:
        """Whether this user may share libraries (None: all) with others: nobody gives more than they see."""
        return self.libraries is None or (libraries is not None and self.libraries.issuperset(libraries))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the user, with which sign-in (None: a token of another kind), and for what it may be used (None: all)."""

    user: User
    sign_in: str | None = None
    scopes: frozenset[str] | None = None
    credential: str = ""
    """Tells this sign-in or token from the user's others; the streams that it began end with it."""
    folder_id: int | None = None
    """The folder of a scanner."""
    password_at: float | None = None
    """When the password of this sign-in was last given (UTC seconds since 1970); None: never, or it is no sign-in."""

    @property
    def is_recent(self) -> bool:
        """Whether the user gave their password lately, as changes of account security require."""
        return self.password_at is not None and time.time() - self.password_at < RECENT_SECONDS


def scanner_of(library_id: int, folder_id: int) -> Caller:
    """The scanner of a library's folder as a caller: it sees that library alone, and may change what is in it."""
    return Caller(User(0, "scanner", SCANNER, frozenset({library_id})), folder_id=folder_id)
