"""What a child does to itself before it sees a line of a candidate's code."""

from dataclasses import dataclass
from os import close, closerange, dup2
from resource import (
    RLIMIT_CORE,
    RLIMIT_FSIZE,
    RLIMIT_MEMLOCK,
    RLIMIT_NOFILE,
    RLIMIT_NPROC,
    setrlimit,
)
from signal import SIGKILL

from .landlock import make_ruleset, restrict, version
from .libc import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, map_private, prctl, unmap
from .seccomp import Filter, allowlist, child_filter

# Child's descriptors: the job's socket, what is printed (twice), the answers.
JOB, STDOUT, STDERR, ANSWERS = 0, 1, 2, 3
# Where they wait meanwhile: above all that a zygote has open.
_RULESET, _JOB, _OUTPUT, _ANSWERS = 64, 65, 66, 67
_MOST_FDS = 1 << 20

_MIB = 1 << 20
_KILL = int(SIGKILL)
_NOTHING = (0, 0)


@dataclass(frozen=True)
class Walls:
    """Made once in the zygote, used by every child; the allowlist stands from then on."""

    filter: Filter
    ruleset: int | None

    @classmethod
    def build(cls, readable: list[str]) -> "Walls":
        """`readable`: the folders below which a child may read. Raises OSError.

        Holds the calling process, too, to the limits and the system calls that a cell needs.
        """
        ruleset = make_ruleset(readable) if version() else None
        setrlimit(RLIMIT_NOFILE, (_ANSWERS + 1, _ANSWERS + 1))
        setrlimit(RLIMIT_MEMLOCK, (0, 0))
        setrlimit(RLIMIT_CORE, (0, 0))
        allowlist().install()
        return cls(child_filter(), ruleset)


def lock_down(walls: Walls, job: int, output: int, answers: int) -> None:
    """Wire up the three descriptors, close all others, and give up every power for good.

    Raises OSError where a wall cannot be put up; the caller must then not go on.
    """
    # Few different functions, one after another, and imported by name: a page that holds one, or
    # a module, is copied when it is used.
    ruleset = walls.ruleset
    # The wanted numbers may be in use by one another: move out of the way first.
    if ruleset is not None:
        dup2(ruleset, _RULESET)
    dup2(job, _JOB)
    dup2(output, _OUTPUT)
    dup2(answers, _ANSWERS)
    dup2(_JOB, JOB)
    dup2(_OUTPUT, STDOUT)
    dup2(_OUTPUT, STDERR)
    dup2(_ANSWERS, ANSWERS)
    closerange(ANSWERS + 1, _MOST_FDS if ruleset is None else _RULESET)
    closerange(_RULESET + 1, _MOST_FDS)

    # Nothing is written to disk, no process is made; memory and CPU time are set when a job starts.
    setrlimit(RLIMIT_FSIZE, _NOTHING)
    setrlimit(RLIMIT_NPROC, _NOTHING)
    # Fork clears the first; the zygote has given up its user, its capabilities and new
    # privileges already, and its children inherit that.
    prctl(PR_SET_PDEATHSIG, _KILL)
    prctl(PR_SET_DUMPABLE, 0)
    if ruleset is not None:
        restrict(_RULESET)
        close(_RULESET)
    walls.filter.install()


class Ballast:
    """Address space kept aside, so that running out of memory can still be reported."""

    def __init__(self) -> None:
        # Never touched, so it costs nothing.
        self._address: int | None = map_private(4 * _MIB)

    def release(self) -> None:
        """Give the space back; a second call does nothing."""
        if self._address is not None:
            unmap(self._address, 4 * _MIB)
            self._address = None
