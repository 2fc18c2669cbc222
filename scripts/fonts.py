"""Make what matplotlib would write when it is first imported: nothing can be written in a cell.

    .cell/bin/python scripts/fonts.py

Run once with the sandbox environment's interpreter, when that environment is made. The fonts are
those that matplotlib brings along: a cell sees none of the machine's.
"""

import os
import sysconfig
import tempfile
from importlib import import_module

SETTINGS = """\
# A program may draw as many figures as it likes; the first few are shown.
figure.max_open_warning: 0
"""


def folder() -> str:
    """The folder of matplotlib's settings and list of fonts, among the packages."""
    return os.path.join(sysconfig.get_paths()["purelib"], "nabla_matplotlib")


def main() -> None:
    """Write the folder anew, to be read by everybody."""
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["MPLCONFIGDIR"] = scratch
        data = import_module("matplotlib").get_data_path()
        font_manager = import_module("matplotlib.font_manager")
        fonts = font_manager.FontManager()
        for kind in ("ttflist", "afmlist"):
            own = [font for font in getattr(fonts, kind) if _is_own(font.fname, data)]
            setattr(fonts, kind, own)
        os.makedirs(folder(), exist_ok=True)
        name = f"fontlist-v{font_manager.FontManager.__version__}.json"
        font_manager.json_dump(fonts, os.path.join(folder(), name))
    with open(os.path.join(folder(), "matplotlibrc"), "w") as file:
        file.write(SETTINGS)


def _is_own(path: str, data: str) -> bool:
    return os.path.realpath(os.path.join(data, path)).startswith(os.path.realpath(data) + os.sep)


if __name__ == "__main__":
    main()
