"""How many sockets are open, so that nobody opens as many as the server can hold."""

from collections import Counter

MOST_OF_USER, MOST = 1_000, 5_000


class OpenSockets:
    """Counts sockets, in all and of each user."""

    def __init__(self) -> None:
        self._of_user: Counter[int] = Counter()

    def admit(self, user_id: int) -> bool:
        """Count one more; False: there are too many. Who was admitted calls `release`."""
        if self._of_user[user_id] >= MOST_OF_USER or self._of_user.total() >= MOST:
            return False
        self._of_user[user_id] += 1
        return True

    def release(self, user_id: int) -> None:
        """Count one less."""
        self._of_user[user_id] -= 1
        if not self._of_user[user_id]:
            del self._of_user[user_id]
