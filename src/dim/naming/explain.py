"""Why a path was read as it was, for people: the evidence for the reading that was chosen, and the runner-up."""

from collections.abc import Sequence

from dim.naming.model import Evidence, Explanation, Library, Reading
from dim.naming.siblings import parse_folder


def explain(path: str, library: Library | None = None, beside: Sequence[str] = ()) -> Explanation:
    """Explain how a path (relative to the library) is read among the paths of the files beside it."""
    paths = [path, *(one for one in beside if one != path)]
    identity = parse_folder(paths, library)[0]
    evidence = tuple(
        Evidence(name, path[start:end], "its name says so", (start, end), 1.0)
        for name, (start, end) in identity.spans.items()
    )
    return Explanation(Reading(identity, evidence, float(len(evidence))), None)
