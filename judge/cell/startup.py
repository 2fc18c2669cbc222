"""How a cell starts: the walls that are entered once, what is made ready, then its zygote."""

import contextlib
import gc
import os
import platform
import random
import resource
import signal
import socket
import sys
from typing import NoReturn

from . import landlock, layout, rootfs
from .counts import stop_counting
from .heap import Heap
from .libc import (
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    drop_capabilities,
    prctl,
)
from .lockdown import Ballast, Walls
from .zygote import PROTOCOL, Zygote

# So often a function must run until the interpreter has settled on how to run it fast.
_REHEARSALS = 20
# Ids that own nothing; another for each cell.
_FIRST_USER = 61_000
# Signals that may wait for a process of a user; a cell of an ordinary user shares that with others.
_WAITING_SIGNALS = 32
_OUT_OF_MEMORY_ORDER = "/proc/self/oom_score_adj"


def run_cell(control: socket.socket, number: int, heap: Heap, *, contained: bool) -> None:
    """Enter the walls that need doing only once, import NumPy, serve until the judge hangs up.

    `heap`: where what is loaded lies; begun by the process's first lines.
    `contained`: somebody else has put this process into namespaces and a root of its own already.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # a second thread would be a system call that children may not make

    user = _find_user(number)
    _go_first()
    namespaces = [] if contained else rootfs.enter_namespaces()
    if namespaces and os.fork():
        _wait_for_zygote(control)
    heap.grow()
    processes = rootfs.open_processes()
    # This far down, because it loads NumPy, which the waiting process above has no use for; and
    # before the new root, which does not hold the cell's own source.
    from . import figures
    from .child import SOLUTION, Child

    del sys.path[0]  # the cell's own source, which is none of a candidate's business
    readable = rootfs.readable_folders()
    _move_code(processes)  # while this process may still look at the machine and at itself
    if namespaces:
        socket.sethostname("cell")
        if not rootfs.enter_root():
            namespaces.remove("mount")
    _give_up_privileges(user)
    if namespaces or contained:
        # The parent is a process of ours with one thread. Otherwise it is the judge, and it is the
        # thread that started this process whose end would count.
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    numpy_version = _warm_up()
    figures.prepare()
    landlock_version = landlock.version()
    if not (landlock_version or contained or "mount" in namespaces):
        raise OSError(
            "this kernel has neither Landlock nor, for this user, mount namespaces: a program could"
            " read the machine's files. Use NABLA_SANDBOX=docker here."
        )
    # As each child finds them. Interrupts are for the operating system to deal with, not Python.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.argv = [SOLUTION]
    random.seed(0)  # `fork` seeds nothing anew
    child = Child(Ballast())
    for _ in range(_REHEARSALS):
        child.rehearse_all()
    gc.collect()
    stop_counting()
    gc.freeze()
    gc.disable()
    gaps = layout.fill_gaps()
    heap.settle()
    walls = Walls.build(readable)
    hello = {
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "numpy": numpy_version,
        "namespaces": namespaces,
        "landlock": landlock_version,
        "user": user,
        "machine": platform.machine(),
    }
    zygote = Zygote(control, walls, processes, child.run, child.rehearse)
    zygote.serve(hello)
    del gaps


def _find_user(number: int) -> int | None:
    """The user that a cell can become, None where it can become no other.

    Not everybody who is called root can: not the root of a user namespace that has no other users,
    nor that of a container without powers.
    """
    user = _FIRST_USER + number
    return user if os.geteuid() == 0 and rootfs.succeeds(lambda: _become(user)) else None


def _become(user: int) -> bool:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    return True


def _go_first() -> None:
    """Have the kernel end this cell, not the judge, where the whole machine is out of memory."""
    with contextlib.suppress(OSError), open(_OUT_OF_MEMORY_ORDER, "w") as file:
        file.write("1000")


def _move_code(processes: int | None) -> None:
    """Have the interpreter and NumPy run from huge pages, where that can be done."""
    if processes is None:
        return
    with contextlib.suppress(OSError, MemoryError):
        maps = os.open(f"{os.getpid()}/maps", os.O_RDONLY, dir_fd=processes)
        with open(maps) as file:
            layout.move_code(file.read())


def _give_up_privileges(user: int | None) -> None:
    """From here on the cell is nobody: it and its children own nothing and may do nothing."""
    if user is not None:
        _become(user)
    with contextlib.suppress(OSError, ValueError):  # gVisor's kernel has a bound of its own
        resource.setrlimit(resource.RLIMIT_SIGPENDING, (_WAITING_SIGNALS, _WAITING_SIGNALS))
    drop_capabilities()
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_DUMPABLE, 0)


def _warm_up() -> str:
    """Load what every child will want: a lazy import costs each of them milliseconds."""
    import numpy
    import numpy.fft
    import numpy.linalg
    import numpy.random

    numpy.random.default_rng([0, 0]).standard_normal(3)
    numpy.random.seed(0)  # the state that each child finds
    numpy.linalg.solve(numpy.eye(2), numpy.ones(2))
    numpy.ones((2, 2)) @ numpy.ones((2, 2))
    repr(numpy.ones(2))
    return str(numpy.__version__)


def _wait_for_zygote(control: socket.socket) -> NoReturn:
    control.close()
    # Only the zygote holds the control socket now: it ends when the judge hangs up.
    os.closerange(3, 1 << 10)
    try:
        os.wait()
    finally:
        os._exit(0)
