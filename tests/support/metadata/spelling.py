"""How people and groups write titles in names, slips included."""

import random
import re


def dotted(title: str) -> str:
    """As groups write a title."""
    text = re.sub(r"[^\w\s&+\-]", "", re.sub(r"(?<=\w)[/.:·](?=\w)", " ", title.replace("&", "and").replace("…", "")))
    return re.sub(r"[\s.]*(?<!\w)[-–](?!\w)[\s.]*|\s+", ".", text).strip(".-")


def on_disk(title: str) -> str:
    """As media managers write a title: without what Windows forbids."""
    return re.sub(
        r"\s+", " ", re.sub(r'[<>"|?*\\]', "", re.sub(r":(?=\S)", "-", title).replace(":", " -").replace("/", "-"))
    ).strip(" .")


def slip(generator: random.Random, title: str) -> str:
    """With one slip of the finger, in a word of five letters or more; as it is if there is none."""
    places = [found.start() for found in re.finditer(r"[a-zA-Z]", title)]
    long = [
        place
        for place in places
        if _word_at(title, place) >= 5
        and place
        and title[place - 1].isalpha()
        and title[place + 1 : place + 2].isalpha()
    ]
    if not long:
        return title
    place = generator.choice(long)
    letter, after = title[place], title[place + 1]
    choice = generator.randrange(4)
    if choice == 0 and letter.lower() != after.lower():
        return title[:place] + after + letter + title[place + 2 :]
    if choice == 1:
        return title[:place] + title[place + 1 :]
    if choice == 2:
        return title[:place] + letter + title[place:]
    beside = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "r", "r": "t", "s": "d", "l": "k"}.get(
        letter.lower(), "e"
    )
    return title[:place] + beside + title[place + 1 :]


def _word_at(title: str, place: int) -> int:
    return next(
        (len(found.group()) for found in re.finditer(r"[^\W\d_]+", title) if found.start() <= place < found.end()), 0
    )
