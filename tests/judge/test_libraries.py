"""What candidates may import beside NumPy works behind every launcher's walls, and can draw."""

from __future__ import annotations

import contextlib
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from judge.notebook import Notebook, run_cells
from judge.runner import Batch, Call, CellPool, Job, Limits
from tests.engine import Engine
from tests.judge.ways import DockerWay, ProcessWay, socket_way

LIMITS = Limits(cpu_seconds=20.0, memory_bytes=512 << 20)
GRADIENT = """
import autograd.numpy as np
from autograd import elementwise_grad, grad, hessian
from autograd.extend import defvjp, primitive
from autograd.test_util import check_grads

@primitive
def artanh(x):
    return 0.5 * np.log((1 + x) / (1 - x))

defvjp(artanh, lambda y, x: lambda g: g / (1 - x**2))

def sigmoid(x):
    return 1 / (1 + np.exp(-x))
"""
DRAWING = """
import matplotlib.pyplot as plt
import numpy as np
x = np.linspace(-6, 6, 200)
fig, (left, right) = plt.subplots(1, 2, figsize=(6, 2))
left.plot(x, 1 / (1 + np.exp(-x)), label=r"$\\sigma(x)$")
left.set_title("The sigmoid"); left.set_xlabel("x"); left.legend()
right.semilogy(x, np.exp(-np.abs(x))); right.set_title("and a decay")
"""


@pytest.fixture(
    scope="module",
    params=["process", "socket", pytest.param("docker", marks=pytest.mark.docker)],
)
def cells(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CellPool]:
    with contextlib.ExitStack() as stack:
        if request.param == "docker":
            engine: Engine = request.getfixturevalue("engine")
            stack.enter_context(engine.chosen())
            containers = DockerWay(engine.image, "nabla-libraries")
            way = stack.enter_context(contextlib.closing(containers))
            yield stack.enter_context(way.start())
        elif request.param == "socket":
            folder: Path = tmp_path_factory.mktemp("cells")
            yield stack.enter_context(stack.enter_context(socket_way(folder, cells=2)).start())
        else:
            yield stack.enter_context(ProcessWay().start())


def test_autograd_differentiates(cells: CellPool) -> None:
    calls = [
        "float(grad(sigmoid)(1.0))",
        "elementwise_grad(artanh)(np.array([0.37, 0.192, 0.571]))",
        "hessian(lambda w: np.sum(w**2))(np.array([1.0, -2.0]))",
        "check_grads(artanh, modes=['rev'])(0.5)",
    ]
    batch = Batch([Call({}, call) for call in calls], imports=("autograd",))
    outcome = cells.run(Job(GRADIENT, (batch,), LIMITS))
    assert outcome.failure is None, outcome.failure
    slope, artanh, curvature, checked = outcome.answers
    assert slope.value == pytest.approx(0.25 / np.cosh(0.5) ** 2, rel=1e-12)
    np.testing.assert_allclose(artanh.value, 1 / (1 - np.array([0.37, 0.192, 0.571]) ** 2))
    np.testing.assert_allclose(curvature.value, 2 * np.eye(2), atol=1e-12)
    assert checked.fault is None


def test_autograd_is_an_import_as_any_other(cells: CellPool) -> None:
    batch = Batch([Call({}, "1")], imports=("numpy",))
    outcome = cells.run(Job(GRADIENT, (batch,), LIMITS))
    assert outcome.failure is not None
    assert outcome.failure.stage == "forbidden"
    loaded = Batch([Call({}, "[m for m in sys.modules if m.split('.')[0] in names]")])
    code = "import sys\nnames = ('autograd', 'sympy', 'matplotlib', 'scipy')\n"
    assert cells.run(Job(code, (loaded,), LIMITS)).answers[0].value == []


def test_a_drawing_looks_the_same_wherever_it_is_made(cells: CellPool, pool: CellPool) -> None:
    """Fonts and all: pixel by pixel what a cell of this machine's own draws."""
    here = picture(run_cells([DRAWING], pool, LIMITS))
    there = picture(run_cells([DRAWING], cells, LIMITS))
    assert there.shape == (200, 600, 4)
    np.testing.assert_array_equal(there, here)
    # White paper, and what is written in the titles' line.
    assert (there[0, 0] == 255).all()
    assert (there[10:32, :, :3].min(axis=2) < 100).sum() > 150


def picture(drawn: Notebook) -> NDArray[np.uint8]:
    """The one figure of the only cell, as its pixels: [height, width, red-green-blue-alpha]."""
    (cell,) = drawn.cells
    assert cell.error is None, cell.error
    (figure,) = cell.figures
    assert figure["text"] == "The sigmoid: x; and a decay"
    return pixels(b64decode(figure["src"].partition(",")[2]))


def pixels(png: bytes) -> NDArray[np.uint8]:
    """An image of eight bits a channel, not interlaced: what matplotlib writes."""
    at, data, width, height = 8, b"", 0, 0
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color, _, _, laced = struct.unpack(">IIBBBBB", body)
            assert (depth, color, laced) == (8, 6, 0)
        elif kind == b"IDAT":
            data += body
        at += length + 12
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + 4 * width)
    image = np.zeros((height + 1, 4 * (width + 1)), np.int64)
    for y, (kind_of, *line) in enumerate(rows.tolist(), 1):
        above = image[y - 1]
        for x, value in enumerate(line, 4):
            left, up, corner = image[y, x - 4], above[x], above[x - 4]
            image[y, x] = value + _guess(kind_of, left, up, corner) & 255
    return image[1:, 4:].reshape(height, width, 4).astype(np.uint8)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What each of PNG's filters takes a byte to be, from its neighbors."""
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda near: abs(guess - near))
    return (0, left, up, (left + up) // 2)[kind]
