"""Write down NumPy's public names with their signatures, for the editor to offer.

Run it with the environment that candidates' code runs in, after its NumPy has changed:
`.cell/bin/python scripts/numpy_names.py > frontend/src/editor/assist/numpy.json`.
"""

import inspect
import json
import re
from typing import Any

import numpy

MODULES = ("numpy", "numpy.fft", "numpy.linalg", "numpy.random")
# Not of use to those who write formulas, or gone in all but name.
SKIP = re.compile(r"^_|^(test|show_config|show_runtime|get_include|info|typename|lib|ctypeslib)$")


def signature_of(name: str, thing: Any) -> str:
    """Return the parameters as they are written in a call, or an empty text if they are unknown."""
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        lines = (thing.__doc__ or "").split("\n\n", 1)[0].replace("\n", " ")
        found = re.search(rf"\b{re.escape(name)}(\([^()]*(?:\([^()]*\)[^()]*)*\))", lines)
        text = found.group(1) if found else ""
    text = re.sub(r"=<no value>|=<class '([\w.]+)'>", lambda m: f"={m[1]}" if m[1] else "", text)
    text = re.sub(r"=<[^<>]*>", "", text)
    text = re.sub(r"^\((self|cls)(, |(?=\)))", "(", text.split(" -> ")[0])
    # What every ufunc takes besides says nothing about this one.
    text = re.sub(r"casting='same_kind', order='K', dtype=None, subok=True.*\)$", "...)", text)
    return re.sub(r"\s+", " ", text)


def names_of(holder: Any) -> dict[str, str | None]:
    """Return the public names of a module or class: a signature, or None for what is not called."""
    public = getattr(holder, "__all__", None) or dir(holder)
    found: dict[str, str | None] = {}
    for name in sorted(set(public)):
        thing = getattr(holder, name, None)
        if SKIP.match(name) or inspect.ismodule(thing):
            continue
        found[name] = signature_of(name, thing) if callable(thing) else None
    return found


def collect() -> dict[str, Any]:
    """Return all names, by the module that they are in, and the methods of arrays."""
    modules = {name: names_of(_module(name)) for name in MODULES}
    return {"version": numpy.__version__, "modules": modules, "array": names_of(numpy.ndarray)}


def _module(name: str) -> Any:
    module: Any = numpy
    for part in name.split(".")[1:]:
        module = getattr(module, part)
    return module


if __name__ == "__main__":
    print(json.dumps(collect(), separators=(",", ":"), sort_keys=True))
