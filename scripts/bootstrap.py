"""Install and build what a goal of the Makefile needs, and nothing that is there already.

    python3 -m scripts.bootstrap run|test|check|bench

Standard library only: this runs on a machine that has nothing but Python.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from scripts import engine, postgresql, stack, tools
from scripts.stamps import ROOT, Step, hash_inputs, make_steps, walk_files
from scripts.tools import LOCKS, TOOLS, Command, SetupError

SERVICE = ROOT / ".venv"
CELL = ROOT / ".cell"
FONTS = ROOT / "scripts" / "fonts.py"
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
MADE_BY_TOOLS = frozenset({"node_modules", "dist", "coverage", ".vite"})


def main() -> int:
    """Bring the goal named on the command line up to date; return the exit status."""
    goal = sys.argv[1] if len(sys.argv) == 2 else ""
    if goal not in GOALS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        tools.use_suitable_python()
        if goal == "run":
            require_free_port(os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000"))
        if "modules" in GOALS[goal]:
            node_version()  # its absence is told before a minute goes into the rest
        with only_one_at_a_time():
            make_steps([STEPS[name] for name in GOALS[goal]])
        if goal == "test":
            provide_chromium()
            provide_curl()
            provide_postgresql()
            provide_engine()
            provide_compose()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. The next make does what is left.", file=sys.stderr)
        return 130
    return 0


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Wait until no other set-up works in this folder. The lock ends with its processes."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make is installing here; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.set_inheritable(lock.fileno(), True)
        yield


def require_free_port(host: str, port: str) -> None:
    """Raise SetupError when the service could not listen there. Better now than after a build."""
    try:
        address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(address[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except (OSError, ValueError, OverflowError) as error:
        raise SetupError(
            f"Cannot listen on {host}, port {port}: {error}.\n"
            "Stop the program that holds the port, or choose another one: make run PORT=8001"
        ) from error


def provide_chromium() -> None:
    """Install Debian's Chromium for the browser tests, or say by name that they are skipped."""
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Chromium is missing, so the browser tests are skipped. Root can install it:")
        print("    apt-get install chromium")
        return
    print("Chromium for the browser tests, from the system's packages ...", flush=True)
    install_from_system(["chromium", "fonts-liberation"])


def provide_curl() -> None:
    """Install curl for the examples of the REST page, or say by name that they are skipped."""
    if shutil.which("curl"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("curl is missing, so the examples of docs/rest.md are skipped. Root can install it:")
        print("    apt-get install curl")
        return
    install_from_system(["curl"])


def provide_postgresql() -> None:
    """Install Debian's PostgreSQL, or say by name that its tests are skipped.

    The tests start servers of their own with it; one that the package starts is left alone.
    """
    if postgresql.find_programs() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("PostgreSQL for the tests of many machines, from the system's packages ...")
        install_from_system(["postgresql"])
    if reason := postgresql.why_impossible():
        print(f"The tests of many machines are skipped: {reason}")


def provide_engine() -> None:
    """Install Debian's Docker and build a cell's image, or say by name that tests are skipped."""
    missing = engine.missing_programs()
    try:
        if missing and os.geteuid() == 0 and shutil.which("apt-get"):
            print("Docker for the tests of containers, from the system's packages ...", flush=True)
            install_from_system(["docker.io", "debootstrap"])
            if engine.missing_programs():  # a package of its own in newer systems
                install_from_system(["docker-cli"])
        if reason := engine.why_impossible():
            raise SetupError(reason)
        with only_one_at_a_time():
            make_steps([ENGINE])
    except SetupError as error:
        print(f"The tests of containers are skipped: {error}")
        return
    provide_gvisor()


def provide_gvisor() -> None:
    """Install Debian's gVisor, a runtime of containers, or say by name that tests are skipped."""
    if engine.find_gvisor():
        return
    try:
        install_from_system([engine.GVISOR])
    except SetupError as error:
        print(f"The tests of cells under gVisor are skipped: {error}")


def provide_compose() -> None:
    """Install Debian's Compose, or say by name that tests are skipped."""
    if stack.find_compose():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Compose is missing, so its reading of docker-compose.yml is skipped. Root can")
        print("install it: apt-get install docker-compose")
        return
    print("Compose for the tests of its files, from the system's packages ...", flush=True)
    install_from_system(["docker-compose"])


def install_from_system(packages: list[str]) -> None:
    """Install packages of Debian or Ubuntu as root; raise SetupError if that fails."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install: Command = ["apt-get", "install", "-qy", "--no-install-recommends", *packages]
    try:
        tools.run(install)
    except SetupError:  # the package lists of a fresh machine are empty or old
        tools.run(["apt-get", "update", "-q"])
        tools.run(install)


@cache
def python_identity() -> str:
    """Name the Python that the environments are made from, and where they lie.

    Scripts in an environment hold absolute paths, so a folder that was moved is made anew.
    """
    return f"{sys.version} {sys.base_prefix} {ROOT}"


@cache
def node_version() -> str:
    """The version of Node; raises SetupError if it is missing or too old."""
    return tools.require_node()


def lock_key(*names: str) -> str:
    """The key of packages installed from locks of `requirements/`."""
    return hash_inputs([LOCKS / f"{name}.lock" for name in names], python_identity())


def create_environment(folder: Path, lock: str) -> None:
    """Make an environment from nothing, so that no left-over of an earlier one survives."""
    shutil.rmtree(folder, ignore_errors=True)
    tools.run([tools.uv(), "venv", "--quiet", "--python", sys.executable, folder])
    install_packages(folder, lock)


def install_packages(folder: Path, lock: str) -> None:
    """Add the packages of a lock to an environment, each file checked against its hash.

    Compiled at once: stale or missing byte code more than doubles the time to import NumPy.
    """
    command: Command = [
        tools.uv(),
        "pip",
        "install",
        "--quiet",
        "--python",
        folder / "bin" / "python",
    ]
    command += ["--require-hashes", "--compile-bytecode", "-r", LOCKS / f"{lock}.lock"]
    tools.run(command)


def list_fonts() -> None:
    """Make the folder that matplotlib reads in a cell."""
    tools.run([CELL / "bin" / "python", FONTS])


def install_project() -> None:
    """Install the project itself, editable, with the build tool that the lock has brought."""
    command: Command = [
        tools.uv(),
        "pip",
        "install",
        "--quiet",
        "--python",
        SERVICE / "bin" / "python",
    ]
    tools.run([*command, "--no-deps", "--no-build-isolation", "--offline", "--editable", ROOT])


def install_modules() -> None:
    """Install the pages' packages as locked. None of their install scripts is run."""
    tools.run(["npm", "ci", "--ignore-scripts", "--include=dev"], cwd=FRONTEND)


def build_pages() -> None:
    """Build the pages into `frontend/dist`."""
    tools.run(["npm", "run", "build"], cwd=FRONTEND)


def modules_key() -> str:
    """What the pages' packages depend on."""
    files = [FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")]
    return hash_inputs(files, node_version())


def pages_key() -> str:
    """What the built pages depend on: every file of the front end that no tool made."""
    return hash_inputs(walk_files(FRONTEND, MADE_BY_TOOLS), node_version())


_all = [
    Step(
        name="service",
        title="Python packages of the service",
        home=SERVICE,
        proof=SERVICE / "bin" / "python",
        key=lambda: lock_key("service"),
        build=lambda: create_environment(SERVICE, "service"),
    ),
    Step(
        name="dev",
        title="Python packages for tests and checks",
        home=SERVICE,
        proof=SERVICE / "bin" / "pytest",
        key=lambda: lock_key("service", "dev"),
        build=lambda: install_packages(SERVICE, "dev"),
    ),
    Step(
        name="project",
        title="The nabla command",
        home=SERVICE,
        proof=SERVICE / "bin" / "nabla",
        key=lambda: hash_inputs([ROOT / "pyproject.toml"], python_identity()),
        build=install_project,
    ),
    Step(
        name="cell",
        title="Python packages that submissions may import",
        home=CELL,
        proof=CELL / "bin" / "python",
        key=lambda: lock_key("cell"),
        build=lambda: create_environment(CELL, "cell"),
    ),
    Step(
        name="fonts",
        title="What matplotlib reads in a cell, where it can write nothing",
        home=CELL,
        proof=CELL / "bin" / "python",
        key=lambda: hash_inputs([FONTS, LOCKS / "cell.lock"], python_identity()),
        build=list_fonts,
    ),
    Step(
        name="modules",
        title="npm packages of the pages",
        home=MODULES,
        proof=MODULES / ".package-lock.json",
        key=modules_key,
        build=install_modules,
    ),
    Step(
        name="pages",
        title="The pages",
        home=MODULES,  # `dist` is served to the world
        proof=FRONTEND / "dist" / "index.html",
        key=pages_key,
        build=build_pages,
    ),
]
STEPS = {step.name: step for step in _all}
ENGINE = Step(
    name="engine",
    title="Image of a judge cell, from Debian packages, in a Docker engine of the tests' own",
    home=engine.HOME,
    proof=engine.HOME / "data",
    key=engine.image_key,
    build=engine.build,
)
GOALS = {
    "run": ["service", "project", "cell", "fonts", "modules", "pages"],
    "test": ["service", "dev", "project", "cell", "fonts", "modules", "pages"],
    "check": ["service", "dev", "project", "modules"],
    "bench": ["service", "dev", "project", "cell", "fonts", "modules", "pages"],
}

if __name__ == "__main__":
    sys.exit(main())
