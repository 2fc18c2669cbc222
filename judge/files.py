"""Which files a command is about, and what stands around them."""

from pathlib import Path

from judge.spec import Library, load_library


def is_below(file: str, paths: list[Path]) -> bool:
    """Whether a file is one of the paths, or inside one."""
    resolved = Path(file).resolve()
    return any(resolved.is_relative_to(path.resolve()) for path in paths)


def with_neighbours(paths: list[Path], chosen: Library) -> Library:
    """The library with what the chosen files name, from the folders around them."""
    if not chosen.missing:
        return chosen
    folders = {path if path.is_dir() else path.parent for path in paths}
    return load_library(*{_library_root(folder) for folder in folders})


def _library_root(folder: Path) -> Path:
    """The outermost folder around that still looks like a library of problems."""
    root = folder.resolve()
    while root.name != "problems" and any(root.parent.glob("*/*.yaml")):
        root = root.parent
    return root
