"""Articles that stand behind titles and belong in front of them. Pure."""

from dim.games.rom.names import tags

_ARTICLES = {article.casefold() for article in tags.ARTICLES}
_ELISIONS = frozenset({"l'", "d'", "l’", "d’"})


def restore_article(title: str) -> str:
    """A title with the articles of its parts in front: "Legend of Zelda, The - Oracle of Ages"."""
    if ", " not in title:
        return title
    return " - ".join(_article_in_front(part) for part in title.split(" - "))


def _article_in_front(part: str) -> str:
    words, comma, article = part.rpartition(", ")
    if not comma or not words:
        return part
    folded = article.casefold()
    return f"{article} {words}" if folded in _ARTICLES else f"{article}{words}" if folded in _ELISIONS else part
