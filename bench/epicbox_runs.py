"""A run in epicbox for each line read; by the interpreter of an environment that has it.

python epicbox_runs.py IMAGE PROGRAM.py INPUTS.npz
"""

import os
import sys
from pathlib import Path

import epicbox  # type: ignore[import-not-found,unused-ignore]


def main() -> None:
    """Serve until the input ends."""
    image, program, inputs = sys.argv[1:]
    profile = epicbox.Profile("python", image)
    epicbox.configure(profiles=[profile], docker_url=os.environ.get("DOCKER_HOST"))
    files = [
        {"name": "program.py", "content": Path(program).read_bytes()},
        {"name": "inputs.npz", "content": Path(inputs).read_bytes()},
    ]
    limits = {"cputime": 10, "memory": 256}
    for _ in sys.stdin:
        found = epicbox.run("python", "python3 program.py", files=files, limits=limits)
        if found["exit_code"] != 0:
            sys.exit(f"epicbox ended with {found}")
        print(flush=True)


if __name__ == "__main__":
    main()
