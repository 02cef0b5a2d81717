"""The names that the parser gets wrong today: known_misses.txt, one a line, with " => " and the reason.

`cd tests && ../.venv/bin/python -m naming.misses` rewrites the list; it keeps the reasons that people wrote.
"""

from pathlib import Path

from naming.cases import load

FILE = Path(__file__).with_name("known_misses.txt")
HEAD = '# Names that the parser gets wrong: label, " => ", reason. Written by naming.misses; names/README.md says how to read it.\n'
BY_ITSELF = "wrong: "
"""How a reason begins that nobody wrote: the fields that are wrong follow."""


def known() -> dict[str, str]:
    """The reason for each label (`Case.label`)."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    return dict(line.split(" => ") for line in lines if line and not line.startswith("# "))


def main() -> None:
    """Rewrite the list."""
    written = {label: reason for label, reason in known().items() if not reason.startswith(BY_ITSELF)}
    wrong = {case.label: BY_ITSELF + ", ".join(fields) for case in load() if (fields := case.misses())}
    FILE.write_text(
        HEAD + "".join(f"{label} => {written.get(label, reason)}\n" for label, reason in wrong.items()), "utf-8"
    )


if __name__ == "__main__":
    main()
