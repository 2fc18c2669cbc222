"""The programs that the set-up stands on: a Python, uv, Node, Chromium.

Nothing here changes the system's Python or writes to the user's home: what is fetched goes to
`.tools/`, and so do the caches, unless the environment names other folders for them. Where the
packages come from is the user's own choice: pip, uv, npm and apt read their own settings.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path

from scripts.stamps import ROOT

TOOLS = ROOT / ".tools"
LOCKS = ROOT / "requirements"
LOCK_OF_UV = LOCKS / "tools.lock"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OLDEST_PYTHON = (3, 11)
# For newer ones there are no built packages of the versions that are locked.
NEWEST_PYTHON = (3, 14)
OLDEST_UV = (0, 8)
OLDEST_NODE = (20, 19)


Command = list["str | Path"]


class SetupError(Exception):
    """Something is missing or failed; the message tells the user what to do."""


def environment() -> dict[str, str]:
    """Return the environment for the installers: the user's own, with safe defaults added."""
    env = dict(os.environ)
    # Inherited from an active virtual environment or a user's settings, these move the target.
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "NODE_ENV"):
        env.pop(name, None)
    defaults = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_CACHE_DIR": str(TOOLS / "cache" / "uv"),
        "PIP_CACHE_DIR": str(TOOLS / "cache" / "pip"),
        "npm_config_cache": str(TOOLS / "cache" / "npm"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
    }
    if certificates := env.get("PIP_CERT"):
        defaults["SSL_CERT_FILE"] = certificates
    if SYSTEM_CERTIFICATES.exists():  # where there are none, uv and Node bring their own
        defaults |= {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}  # the second is the older name
        defaults["NODE_EXTRA_CA_CERTS"] = str(SYSTEM_CERTIFICATES)
    # uv does not read pip's settings: an index named there alone would be passed over.
    if not env.keys() & {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} and (index := _pip_index(env)):
        defaults["UV_DEFAULT_INDEX"] = index
    return defaults | env


def _pip_index(env: dict[str, str]) -> str | None:
    """Return the index that the user's pip settings name, if they name one."""
    if index := env.get("PIP_INDEX_URL"):
        return index
    config = Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pip" / "pip.conf"
    files = [Path("/etc/pip.conf"), Path.home() / ".pip" / "pip.conf", config]
    if named := env.get("PIP_CONFIG_FILE"):
        files.append(Path(named))
    settings = configparser.RawConfigParser()
    try:
        settings.read(files)
        return settings.get("global", "index-url", fallback=None)
    except configparser.Error as error:
        raise SetupError(f"pip's settings cannot be read: {error}") from error


def run(command: Command, cwd: Path = ROOT) -> str:
    """Run an installer and return its output; raise SetupError with that output if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(),
        close_fds=False,  # the set-up's lock is held until its last installer has ended
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        shown = " ".join(str(part) for part in command)
        raise SetupError(f"{done.stdout.rstrip()}\n\nThis failed: {shown}")
    return done.stdout


def use_suitable_python() -> None:
    """Go on in a Python that packages are built for and judge cells can read, or raise SetupError.

    A root service runs its cells under an unprivileged user id, so a Python inside root's own
    home would be out of their reach.
    """
    if _is_suitable(Path(sys.executable), sys.version_info[:2]):
        return
    minors = range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)
    names = ["python3", *(f"python3.{minor}" for minor in minors)]
    folders = [*os.get_exec_path(), "/usr/bin", "/usr/local/bin"]
    for path in (Path(folder) / name for folder in folders for name in names):
        if not os.access(path, os.X_OK) or not _is_suitable(path, OLDEST_PYTHON):
            continue
        ask = "import sys; print(sys.executable, *sys.version_info[:2])"
        told = subprocess.run([path, "-c", ask], capture_output=True, text=True)
        if told.returncode != 0:
            continue
        executable, major, minor = told.stdout.rsplit(maxsplit=2)
        if _is_suitable(Path(executable), (int(major), int(minor))):
            os.execv(executable, [executable, "-m", "scripts.bootstrap", *sys.argv[1:]])
    if not OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON:
        oldest, newest, this = (
            ".".join(map(str, version[:2]))
            for version in (OLDEST_PYTHON, NEWEST_PYTHON, sys.version_info)
        )
        raise SetupError(
            f"Python {oldest} to {newest} is needed; this is {this}, and no other is on PATH."
            f" Install one beside it, such as the packages python{newest} and python{newest}-venv."
        )
    # Better a Python that cells may not reach than none: `nabla doctor` tells what that means.


def _is_suitable(executable: Path, version: tuple[int, ...]) -> bool:
    if not OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return False
    if os.geteuid() != 0:
        return True
    real = executable.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in real.parents)


@cache
def uv() -> Path:
    """Return a uv that is recent enough: the one on PATH, or else one fetched to `.tools/uv`."""
    fetched = TOOLS / "uv" / "bin" / "uv"
    for candidate in (fetched, shutil.which("uv")):
        if candidate and _version([candidate, "--version"]) >= OLDEST_UV:
            return Path(candidate)
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    install = [*_pip(), "install", "--quiet", "--target", TOOLS / "uv"]
    run([*install, "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", LOCK_OF_UV])
    for used in ("pip", "apt"):
        shutil.rmtree(TOOLS / used, ignore_errors=True)
    return fetched


def _pip() -> Command:
    """Return a command that runs pip: Python's own, ensurepip's, or the one that apt delivers."""
    if _works([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip"]
    private = TOOLS / "pip"
    if _works([sys.executable, "-m", "venv", "--clear", private]):
        return [private / "bin" / "python", "-m", "pip"]
    return [sys.executable, _pip_from_apt() / "pip"]


def _pip_from_apt() -> Path:
    """Unpack the pip wheel of Debian and Ubuntu into `.tools/`: needs no root, installs nothing.

    apt checks the signatures. It keeps its lists in a folder of our own, because a fresh machine
    has none yet and an ordinary user may not fetch them for the system.
    """
    if not shutil.which("apt-get"):
        raise SetupError(
            "Neither uv nor pip nor ensurepip is here. Install one of them: "
            "https://docs.astral.sh/uv tells how for uv."
        )
    home = TOOLS / "apt"
    shutil.rmtree(home, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True)
    own = [f"-oDir::State::Lists={home}/lists", f"-oDir::Cache={home}/cache"]
    own += ["-oAPT::Sandbox::User=root"] if os.geteuid() == 0 else []
    run(["apt-get", *own, "update"], cwd=home)
    run(["apt-get", *own, "download", "python3-pip-whl"], cwd=home)
    run(["dpkg-deb", "-x", *home.glob("*.deb"), home / "files"])
    [wheel] = home.glob("files/usr/share/python-wheels/pip-*.whl")
    return wheel


def require_node() -> str:
    """Return the version of Node, or raise SetupError where it is missing or too old."""
    wanted = f"The pages are built with Node {'.'.join(map(str, OLDEST_NODE))} or newer and npm"
    if not shutil.which("node") or not shutil.which("npm"):
        raise SetupError(f"{wanted}, which are not on PATH: install them and try again.")
    version = _version(["node", "--version"])
    found = ".".join(map(str, version))
    if version < OLDEST_NODE:
        raise SetupError(f"{wanted}; the one on PATH is {found}: install a newer one.")
    return found


def _version(command: Command) -> tuple[int, ...]:
    """Return the first version number that a program prints, or () if it does not run."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, env=environment())
    except OSError:
        return ()
    match = re.search(r"\d+(\.\d+)+", told.stdout) if told.returncode == 0 else None
    return tuple(map(int, match.group().split("."))) if match else ()


def _works(command: Command) -> bool:
    try:
        return subprocess.run(command, capture_output=True, env=environment()).returncode == 0
    except OSError:
        return False
