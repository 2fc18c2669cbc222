"""Programs that try to get out of a cell, each with the reason for which it must fail.

They run with no rules on imports: the walls have to hold by themselves.
"""

from collections.abc import Iterator

import pytest

from judge.runner import Batch, Call, CellPool, Job, Limits, Outcome

pytestmark = pytest.mark.hostile

HONEST = Job("def f(x):\n    return x + 1", (Batch([Call({"x": 1})], call="f(x)", function="f"),))


@pytest.fixture(scope="module")
def pool() -> Iterator[CellPool]:
    with CellPool.start(cells=1) as pool:
        yield pool


def attack(pool: CellPool, code: str) -> Outcome:
    """Run a program; afterwards the same cell must serve an honest one."""
    before = pool.cells()
    batch = Batch([Call({})], call="attack()", function="attack")
    outcome = pool.run(Job(code, (batch,), Limits(cpu_seconds=0.5)))
    honest = pool.run(HONEST)
    assert [answer.value for answer in honest.answers] == [2]
    assert pool.cells() == before
    return outcome


LIBC = """
import ctypes, os, errno
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    result = libc.syscall(*arguments)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else "done"
"""


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("open('/etc/passwd').read()", "FileNotFoundError"),
        ("open('/proc/self/environ').read()", "FileNotFoundError"),
        ("open('/proc/1/cmdline').read()", "FileNotFoundError"),
        ("os.listdir('/home')", "FileNotFoundError"),
        ("os.listdir('/tmp')", "FileNotFoundError"),
        ("os.stat('/var/run/docker.sock')", "FileNotFoundError"),
        ("open('/tmp/x', 'w')", "PermissionError"),
        ("os.open(os.path.dirname(os.__file__), os.O_PATH)", "PermissionError"),
        ("os.mkdir('/x')", "PermissionError"),
        ("os.symlink('/etc', '/usr/x')", "PermissionError"),
        ("os.memfd_create('x')", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("os.execv('/bin/sh', ['sh'])", "PermissionError"),
        ("os.kill(os.getppid(), 9)", "PermissionError"),
        ("os.kill(1, 9)", "PermissionError"),
        ("os.kill(-1, 9)", "PermissionError"),
        ("os.setsid()", "PermissionError"),
        ("os.setuid(0)", "PermissionError"),
        ("os.nice(-5)", "PermissionError"),
        ("os.sched_setaffinity(0, [0])", "PermissionError"),
        ("os.pipe()", "PermissionError"),
        ("os.dup2(3, 99)", "PermissionError"),
        ("os.chdir('/')", "PermissionError"),
        ("os.chmod('/', 0o777)", "PermissionError"),
        ("__import__('socket').socket()", "PermissionError"),
        ("__import__('socket').socket(1, 1)", "PermissionError"),
        ("__import__('socket').create_connection(('127.0.0.1', 22))", "PermissionError"),
        ("__import__('threading').Thread(target=print).start()", "RuntimeError"),
        ("__import__('subprocess').run(['ls'])", "PermissionError"),
        ("__import__('multiprocessing').Process(target=print).start()", "PermissionError"),
        ("__import__('resource').setrlimit(7, (9999, 9999))", "ValueError"),
        ("__import__('mmap').mmap(-1, 4096)", "PermissionError"),
        ("__import__('tempfile').TemporaryFile()", "FileNotFoundError"),
        ("__import__('asyncio').run(__import__('asyncio').sleep(0))", "PermissionError"),
    ],
)
def test_what_a_program_must_not_do_fails_with_its_cause(
    pool: CellPool, body: str, cause: str
) -> None:
    outcome = attack(pool, f"import os\ndef attack():\n    return {body}\n")
    (answer,) = outcome.answers
    assert answer.fault is not None, answer.value
    assert answer.fault.type == cause


@pytest.mark.parametrize(
    ("number", "arguments"),
    [
        (56, "0x11, 0"),  # clone: a process, not a thread
        (58, "0"),  # vfork
        (59, "b'/bin/sh', 0, 0"),  # execve
        (41, "40, 1, 0"),  # socket: AF_VSOCK
        (9, "0, 4096, 3, 0x21, -1, 0"),  # mmap: shared and writable
        (302, "0, 9, ctypes.byref((ctypes.c_uint64 * 2)(-1, -1)), 0"),  # prlimit64: set
        (302, "1, 9, 0, 0"),  # prlimit64: of another
        (234, "1, 1, 9"),  # tgkill: another
        (47, "3, 0, 0"),  # recvmsg: another descriptor
        (46, "0, 0, 0"),  # sendmsg: on the job's socket
        (22, "ctypes.byref((ctypes.c_int * 2)())"),  # pipe
        (2, "b'/x', 0o101, 0"),  # open: create
        (257, "-100, b'/', 0o10000000, 0"),  # openat: O_PATH
        (72, "0, 4, 0"),  # fcntl: F_SETFL
        (16, "0, 0x5412, b'x'"),  # ioctl: TIOCSTI
        (29, "0, 4096, 0o1600"),  # shmget
        (240, "b'/q', 0o102, 0o600, 0"),  # mq_open
        (434, "1, 0"),  # pidfd_open
        (424, "0, 9, 0, 0"),  # pidfd_send_signal
        (319, "b'x', 0"),  # memfd_create
        (157, "1, 0"),  # prctl
        (317, "1, 0, 0"),  # seccomp
        (62, "1, 9"),  # kill
    ],
)
def test_refused_system_calls_answer_eperm(pool: CellPool, number: int, arguments: str) -> None:
    outcome = attack(pool, f"{LIBC}\ndef attack():\n    return call({number}, {arguments})\n")
    (answer,) = outcome.answers
    assert answer.value == "EPERM", answer


@pytest.mark.parametrize(
    "number",
    [101, 310, 311, 321, 323, 425, 426, 427, 298, 250, 248, 249, 165, 166, 175, 313, 176, 272,
     308, 155, 161, 438, 0x40000000 + 39],
)  # fmt: skip
def test_system_calls_of_attacks_kill(pool: CellPool, number: int) -> None:
    outcome = attack(pool, f"{LIBC}\ndef attack():\n    return call({number}, 0, 0, 0, 0)\n")
    assert outcome.ending == "crashed"
    assert outcome.signal == 31  # SIGSYS
    assert outcome.answers == ()


def test_the_environment_is_empty_of_secrets(pool: CellPool) -> None:
    outcome = attack(pool, "import os\ndef attack():\n    return sorted(os.environ)\n")
    assert set(outcome.answers[0].value) <= {
        "LANG", "LC_CTYPE", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS",
        "PYTHONHASHSEED",
    }  # fmt: skip


def test_only_the_wired_descriptors_and_the_inputs_are_open(pool: CellPool) -> None:
    code = """
import os
def attack():
    found = []
    for fd in range(1024):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    return found
"""
    assert attack(pool, code).answers[0].value == [0, 1, 2, 3, 4]


def test_the_service_and_its_packages_cannot_be_imported(pool: CellPool) -> None:
    code = """
def attack():
    found = []
    for name in ("judge", "api", "fastapi", "sqlalchemy", "yaml", "pip", "pydantic"):
        try:
            __import__(name)
            found.append(name)
        except ImportError:
            pass
    return found
"""
    assert attack(pool, code).answers[0].value == []


SCAN = """
import ctypes, gc
libc = ctypes.CDLL(None)
def attack():
    # Every page near a Python object that is mapped, mincore tells which, is searched.
    steps = range(-64 * 4096, 64 * 4096, 4096)
    near = {(id(item) & ~4095) + step for item in gc.get_objects() for step in steps}
    wanted = bytes(byte ^ 1 for byte in %r)
    own = id(wanted)
    seen = ctypes.create_string_buffer(1)
    found = pages = 0
    for page in sorted(near):
        if libc.mincore(ctypes.c_void_p(page), ctypes.c_size_t(4096), seen) != 0:
            continue
        pages += 1
        data = (ctypes.c_char * 4096).from_address(page)
        at = bytes(data).find(wanted)
        if at >= 0 and not own <= page + at < own + 100:
            found += 1
    return found, pages
"""


@pytest.mark.parametrize(("leaves", "least", "most"), [(True, 0, 0), (False, 1, 99)])
def test_one_candidate_s_code_is_not_left_for_the_next(
    pool: CellPool, leaves: bool, least: int, most: int
) -> None:
    canary = b"left over 90210"
    flipped = bytes(byte ^ 1 for byte in canary)
    line = f"kept = bytes(byte ^ 1 for byte in {flipped!r}) + b'!'\n"
    scan = SCAN % flipped
    if leaves:
        attack(pool, f"{line}def attack():\n    return kept\n")
    # The second case shows that the search can find: there the program looks at its own memory.
    outcome = attack(pool, scan if leaves else line + scan)
    found, pages = outcome.answers[0].value
    assert least <= found <= most
    assert pages > 500


FORGERIES = {
    "a frame of its own making": 'os.write(3, b\'\\x0f\\0\\0\\0\\0\\0\\0\\0{"k":"end"}    \')',
    "garbage on the answer pipe": "os.write(3, b'\\xff' * 64)",
    "an end frame before the answers": (
        'os.write(3, len(b\'{"k":"end"}\').to_bytes(4, \'little\') + bytes(4) + b\'{"k":"end"}\')'
    ),
    "closing the answer pipe": "os.close(3)",
    "leaving with status 0": "os._exit(0)",
}


@pytest.mark.parametrize("body", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_report_is_a_failure(pool: CellPool, body: str) -> None:
    outcome = attack(pool, f"import os\ndef attack():\n    {body}\n    os._exit(0)\n")
    assert outcome.ending in ("crashed", "output")  # the latter for a frame announced too long
    assert outcome.answers == ()
