"""The names that the parser gets wrong today: known_misses.txt, one a line, with " => " and the reason.

`cd tests && ../.venv/bin/python -m naming.misses` rewrites the list; it keeps the reasons that are there.
"""

from pathlib import Path

from naming.cases import load

FILE = Path(__file__).with_name("known_misses.txt")
HEAD = '# Names that the parser gets wrong: label, " => ", reason. Written by naming.misses; names/README.md says how to read it.\n'
NOT_READ_YET = "not looked into yet"


def known() -> dict[str, str]:
    """The reason for each label (`Case.label`)."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    return dict(line.split(" => ") for line in lines if line and not line.startswith("# "))


def main() -> None:
    """Rewrite the list."""
    reasons = known()
    labels = [case.label for case in load() if case.misses()]
    FILE.write_text(
        HEAD + "".join(f"{label} => {reasons.get(label, NOT_READ_YET)}\n" for label in labels), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
