"""What a program has drawn with matplotlib, as PNG images.

matplotlib is loaded by the program that wants it, in its own child: ordinary submissions pay
nothing for it. It wants a folder to write to, and a cell has none. So what it would write there was
made when the sandbox's environment was (`scripts/fonts.py`), and its import is told to read that.
"""

import io
import os
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

import numpy as np

MAX_WIDTH, MAX_HEIGHT = 1600, 1200
_MAX_TEXT = 300
_MAX_AXES = 4
_SCALES = (1.0, 0.5, 0.25)


def prepare() -> None:
    """Let matplotlib be imported from now on where nothing can be written. Loads nothing."""
    packages = os.path.dirname(os.path.dirname(np.__file__))
    folder = os.path.join(packages, "nabla_matplotlib")
    os.environ["MPLBACKEND"] = "agg"
    os.environ["MATPLOTLIBRC"] = os.path.join(folder, "matplotlibrc")
    sys.meta_path.insert(0, _Finder(folder))


class _Finder:
    """Finds matplotlib as usual, and has it read a folder that it cannot write to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if name != "matplotlib":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            execute = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                # Its own would insist on a folder in which files can be made.
                module.get_configdir = module.get_cachedir = lambda: self._folder  # type: ignore[attr-defined]

            loader.exec_module = exec_module
        return spec


def take(most: int, most_bytes: int) -> Iterator[tuple[bytes, str]]:
    """The open figures of pyplot, at most so many of so many bytes in all: PNG, and its text.

    They are closed. A figure that cannot be drawn is passed over.
    """
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums()[:most]:
            figure = pyplot.figure(number)
            image = _draw(figure, most_bytes)
            if image is not None:
                most_bytes -= len(image)
                yield image, _describe(figure)
        pyplot.close("all")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  the program may have changed all of it
        return


def _draw(figure: Any, most_bytes: int) -> bytes | None:
    """A figure as PNG, as large as fits; None if none does."""
    width, height = figure.get_size_inches()
    dots = min(figure.dpi, MAX_WIDTH / width, MAX_HEIGHT / height)
    for scale in _SCALES:
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=dots * scale)
        image = file.getvalue()
        if len(image) <= most_bytes:
            return image
    return None


def _describe(figure: Any) -> str:
    """What titles and labels say, for those who do not see the figure."""
    title = figure.get_suptitle()
    parts = [title] if title else []
    for axes in figure.axes[:_MAX_AXES]:
        words = axes.get_title(), axes.get_ylabel(), axes.get_xlabel()
        title, up, along = (str(word).strip() for word in words)
        drawn = f"{up} against {along}" if up and along else up or along
        parts.append(": ".join(word for word in (title, drawn) if word))
    return "; ".join(part for part in parts if part)[:_MAX_TEXT]
