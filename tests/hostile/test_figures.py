"""Figures are bytes of a program's making: bounded, checked, and never of hidden tests."""

import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator

import pytest

from judge import Published, Verdict, judge, publish, run
from judge.notebook import Notebook, run_cells
from judge.runner import CellPool, Limits
from judge.runner.figures import FigureLimits, read_drawing
from judge.runner.wire import WireError
from judge.spec import parse_problem
from tests.judge.running_total import TOTAL

LIMITS = Limits(cpu_seconds=20.0, memory_bytes=512 << 20)
DRAW = "import matplotlib.pyplot as plt\n"
# A frame of a program's own, written beside those of the cell.
FORGE = """
import json, os, struct
def forge(png, text="mine"):
    message = json.dumps({{"k": "figure", "text": text, "out": 0}}).encode()
    os.write(3, struct.pack("<II", len(message), len(png)) + message + png)
forge({png!r})
"""


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2, extra: bytes = b"") -> bytes:
    """A gray image, with whatever else stands in the file."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(bytes(min(height, 2) * (min(width, 2) + 1)))
    end = chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + extra + end


@pytest.fixture(scope="module")
def pool() -> Iterator[CellPool]:
    with CellPool.start(cells=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def total(pool: CellPool) -> Published:
    text = TOTAL.replace("time_s: 0.3, memory_mib: 64", "time_s: 20, memory_mib: 512")
    text = text.replace("imports: [numpy]", "imports: [numpy, os, json, struct]")
    return publish(parse_problem(text, "running-total.yaml"), pool)


def cells(pool: CellPool, *codes: str, limits: Limits = LIMITS) -> Notebook:
    return run_cells(list(codes), pool, limits)


def test_a_run_shows_what_each_test_drew_and_a_submission_nothing(
    total: Published, pool: CellPool
) -> None:
    code = DRAW + (
        "import numpy as np\n"
        "plt.plot([3, 1]); plt.title('while loading')\n"
        "def total(x):\n"
        "    plt.figure(); plt.plot(x); plt.xlabel('step'); plt.ylabel('x'); plt.show()\n"
        "    return np.cumsum(x)\n"
    )
    report = run(total, code, pool, inputs=[{"x": [1, 2]}, {"x": [3]}])
    assert report.verdict is Verdict.ACCEPTED, report.to_json()
    first, second = (test.to_json() for test in report.tests)
    assert [figure["text"] for figure in first["figures"]] == ["while loading", "x against step"]
    assert [figure["text"] for figure in second["figures"]] == ["x against step"]
    assert (first["figures"][0]["width"], first["figures"][0]["height"]) == (640, 480)
    assert first["figures"][0]["src"].startswith("data:image/png;base64,iVBORw0KGgo")
    # `plt.show()` has nothing to say.
    assert (first["stdout"], second["stdout"]) == ("", "")

    judged = judge(total, code, pool)
    assert judged.verdict is Verdict.ACCEPTED
    assert [test.to_json().get("figures") for test in judged.tests if not test.hidden] == [[]]
    assert all("figures" not in test.to_json() for test in judged.tests if test.hidden)


def test_a_program_that_draws_nothing_loads_nothing(pool: CellPool) -> None:
    ran = cells(pool, "import sys", "[name for name in sys.modules if 'matplotlib' in name]")
    assert ran.cells[1].value is not None
    assert ran.cells[1].value["data"] == []


def test_figures_belong_to_the_cell_that_drew_them(pool: CellPool) -> None:
    two = "fig, axes = plt.subplots(1, 2)\nfig.suptitle('Both')\naxes[0].set_title('left')\n7"
    ran = cells(pool, DRAW, two, "plt.plot([1, 2])\n8", "1 / 0")
    assert [[figure["text"] for figure in cell.figures] for cell in ran.cells] == [
        [],
        ["Both; left"],
        [""],
        [],
    ]


def test_of_many_figures_the_first_four_are_shown(pool: CellPool) -> None:
    code = DRAW + "for i in range(40):\n    plt.figure(); plt.title(str(i))\n"
    (cell,) = cells(pool, code).cells
    assert [figure["text"] for figure in cell.figures] == ["0", "1", "2", "3"]
    assert cell.stdout == ""


def test_ten_thousand_figures_end_by_the_limits_of_the_run(pool: CellPool) -> None:
    code = DRAW + "for i in range(10_000):\n    plt.subplots()\n"
    ran = cells(pool, code, limits=Limits(cpu_seconds=2.0, memory_bytes=256 << 20))
    assert ran.outcome.ending in ("time", "memory")
    assert ran.cells == ()


@pytest.mark.parametrize("size", [(1e5, 1e5), (1e-3, 30.0), (30.0, 20.0)])
def test_an_enormous_figure_comes_in_a_size_that_fits(
    pool: CellPool, size: tuple[float, float]
) -> None:
    (cell,) = cells(pool, DRAW + f"plt.figure(figsize={size})\n").cells
    for figure in cell.figures:
        assert figure["width"] <= 1600
        assert figure["height"] <= 1200
    assert cell.error is None


def test_all_figures_of_a_run_stay_below_a_mebibyte(total: Published, pool: CellPool) -> None:
    noise = DRAW + (
        "import numpy as np\n"
        "def total(x):\n"
        "    for i in range(3):\n"
        "        plt.figure(figsize=(8, 6)); plt.imshow(np.random.rand(600, 800, 3))\n"
        "    return np.cumsum(x)\n"
    )
    report = run(total, noise, pool, inputs=[{"x": [1]}, {"x": [2]}, {"x": [3]}])
    drawn = [figure for test in report.tests for figure in test.to_json()["figures"]]
    sizes = [len(b64decode(figure["src"].partition(",")[2])) for figure in drawn]
    assert 1 <= len(sizes) <= FigureLimits().all
    assert sum(sizes) <= FigureLimits().bytes


def test_a_later_cell_shows_its_figures_whatever_was_drawn_before(pool: CellPool) -> None:
    ran = cells(pool, DRAW, *["for i in range(9):\n    plt.figure()\n"] * 3)
    assert [len(cell.figures) for cell in ran.cells] == [0, 4, 4, 4]


def test_a_savefig_that_loops_ends_by_the_time_limit(pool: CellPool) -> None:
    loop = "def loop(*_, **__):\n    while True:\n        pass\n"
    patch = "from matplotlib.figure import Figure\nFigure.savefig = loop\nplt.plot([1])\n"
    limits = Limits(cpu_seconds=2.0, memory_bytes=512 << 20)
    ran = cells(pool, DRAW + loop + patch, limits=limits)
    assert ran.outcome.ending == "time"


@pytest.mark.parametrize(
    "patch",
    [
        "plt.get_fignums = lambda: [object()] * 9",
        "plt.figure = None",
        "def bad(*_, **__):\n    raise SystemError('no')\nplt.Figure.savefig = bad",
        "plt.get_fignums = lambda: 10**9",
        "import sys; sys.modules['matplotlib.pyplot'] = 7",
        "plt.gcf().axes[0].get_title = lambda: 1 / 0",
    ],
)
def test_a_pyplot_that_is_not_itself_shows_nothing_and_harms_nothing(
    pool: CellPool, patch: str
) -> None:
    ran = cells(pool, DRAW + "plt.plot([1])\n" + patch + "\n", "2 + 2")
    assert ran.outcome.ending == "finished"
    assert ran.cells[0].figures == ()
    assert ran.cells[1].value is not None
    assert ran.cells[1].value["data"] == 4


def test_a_savefig_that_writes_something_else_ends_the_run(pool: CellPool) -> None:
    patch = "plt.Figure.savefig = lambda self, file, **_: file.write(b'<svg onload=alert(1)>')\n"
    ran = cells(pool, DRAW + patch + "plt.plot([1])\n")
    assert ran.outcome.ending == "crashed"
    assert ran.cells == ()


def test_a_forged_image_is_shown_as_any_other_and_a_broken_one_ends_the_run(
    pool: CellPool,
) -> None:
    (cell,) = cells(pool, FORGE.format(png=png())).cells
    assert [(figure["width"], figure["text"]) for figure in cell.figures] == [(2, "mine")]
    ran = cells(pool, FORGE.format(png=png()[:-1]))
    assert (ran.outcome.ending, ran.cells) == ("crashed", ())


def test_a_fifth_forged_image_ends_the_run(pool: CellPool) -> None:
    code = FORGE.format(png=png()) + f"for _ in range(4):\n    forge({png()!r})\n"
    assert cells(pool, code).outcome.ending == "crashed"


def test_a_forged_image_of_a_hidden_test_ends_the_run(total: Published, pool: CellPool) -> None:
    tools = FORGE.format(png=png()).rpartition("forge(")[0]
    code = tools + f"def total(x):\n    forge({png()!r})\n    return np.cumsum(x)\n"
    code = "import numpy as np\n" + code
    assert run(total, code, pool).verdict is Verdict.ACCEPTED
    report = judge(total, code, pool)
    assert report.verdict is Verdict.RUNTIME_ERROR
    assert report.diagnosis is not None
    assert report.diagnosis.code == "crashed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + png(),
        png()[:-1],
        png() + b"<script>",
        png(1601, 2),
        png(2, 1201),
        png(0, 2),
        png(2**31, 2**31),
        png().replace(b"IHDR", b"IDAT"),
        # The size that is looked at, and another that a reader might take.
        png(extra=chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))),
        png()[:8] + chunk(b"IHDR", bytes(12)) + chunk(b"IEND", b""),
    ],
)
def test_what_is_no_image_of_its_size_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        read_drawing("", data)


def test_only_what_an_image_needs_is_kept() -> None:
    extra = chunk(b"tEXt", b"Comment\0hidden") + chunk(b"acTL", bytes(8)) + chunk(b"eXIf", b"x")
    assert read_drawing("", png(extra=extra)).png == png()
    with pytest.raises(WireError):
        read_drawing(7, png())
    assert read_drawing("\ud800" + "x" * 1000, png()).text == "?" + "x" * 299
