"""Why a file is hidden as an extra or a sample, for the person who reviews it. Pure."""

from collections.abc import Iterator

from dim.naming import Explanation, Library, explain, fold

_NAMES = {"other": "an extra", "interview": "an interview", "behind the scenes": "a look behind the scenes"}


def reason(path: str, role: str, library: Library) -> str:
    """Why a file (its path relative to the folder of the library) has the role `extra` or `sample`, as a sentence."""
    explanation = explain(path, library)
    identity = explanation.chosen.identity
    if identity.kind != role:
        return f"Its scanner reported it as {'a sample' if role == 'sample' else 'an extra'}."
    kind = identity.extra or role
    what = "an extra" if kind == "extra" else _NAMES.get(kind, f"a {kind}")
    if because := next(_by_words(path, kind), None):
        return f"Read as {what} because {because}."
    form = next(_stated(explanation), None)
    return f"Read as {what}: {form}." if form else f"Read as {what} by its name and folders."


def _stated(explanation: Explanation) -> Iterator[str]:
    """The forms that the parser recognized, the strongest evidence first."""
    for evidence in sorted(explanation.chosen.evidence, key=lambda one: -one.weight):
        if evidence.field in ("kind", "extra") and evidence.weight > 0:
            yield evidence.because


def _by_words(path: str, kind: str) -> Iterator[str]:
    """Where the path has the word for it."""
    *folders, name = path.split("/")
    for folder in folders:
        if _singular(folder) == _singular(kind):
            yield f"it lies in the folder “{folder}”"
    words = fold(name.rpartition(".")[0]).split()
    for place, text in ((-1, "ends in"), (0, "begins with")):
        if words and _singular(words[place]) == _singular(kind):
            yield f"its name {text} “{words[place]}”"


def _singular(word: str) -> str:
    return fold(word).removesuffix("s")
