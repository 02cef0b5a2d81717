"""Why a file is hidden as an extra or a sample, for the person who reviews it. Pure."""

from dim.naming import Evidence, Library, explain


def reason(path: str, role: str, library: Library) -> str:
    """Why a file (its path relative to the folder of the library) has the role `extra` or `sample`, as a sentence."""
    chosen = explain(path, library).chosen
    if chosen.identity.kind != role:
        return f"Its scanner reported it as {'a sample' if role == 'sample' else 'an extra'}."
    word = next((one for one in chosen.evidence if one.field == "kind" and one.weight > 0), None)
    if word is None:
        return f"Read as {'a sample' if role == 'sample' else 'an extra'} by its name and folders."
    return f"Read as {word.says} because {_place(path, word)}."


def _place(path: str, word: Evidence) -> str:
    """Where the path has the word for it."""
    if word.span is None:
        return f"of {word.because}"
    start, end = word.span
    text, begin = path[start:end], path.rfind("/") + 1
    if end <= begin:
        return f"it lies in the folder “{text}”"
    stop = len(path.rpartition(".")[0])
    if (start, end) == (begin, stop):
        return f"its name is “{text}”"
    if end == stop:
        return f"its name ends in “{text}”"
    return f"its name begins with “{text}”" if start == begin else f"its name has “{text}” in it"
