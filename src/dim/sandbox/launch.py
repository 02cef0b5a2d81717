"""Becomes another program after it has confined itself: `python -I -S launch.py NUMBERS RULES... -- PROGRAM ARGUMENTS...`.

Forking the server to set limits in the child would copy its page tables, and is not safe with threads. It starts in a few
milliseconds, because it loads next to nothing; `confine.launched` writes its command line.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from dim.sandbox import landlock, limits, seccomp


def main(arguments: list[str]) -> None:
    """Confine this process and become the program. NUMBERS: niceness, whether it uses a GPU, whether it is a script,
    bytes of a file, seconds of CPU time. RULES: `access:path` of Landlock.
    """
    end = arguments.index("--")
    nice, uses_gpu, is_script, file_size, cpu = map(int, arguments[0].split(","))
    rules = [(path, int(access)) for access, _, path in (rule.partition(":") for rule in arguments[1:end])]
    command = arguments[end + 1 :]
    if nice:
        os.nice(nice)
    if uses_gpu:  # its drivers map far more than they use; the server watches the resident memory instead
        limits.apply(memory=None, address_space=None, file_size=file_size, cpu=cpu)
    else:
        limits.apply(file_size=file_size, cpu=cpu)
    if limits.forbid_new_privileges():
        landlock.restrict(rules)
        seccomp.restrict(execution=True, processes=bool(is_script), local_sockets=bool(uses_gpu))
    try:
        os.execv(command[0], command)  # noqa: S606 - that is its purpose
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
