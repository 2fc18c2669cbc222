"""What a deployment may set."""

from __future__ import annotations

from collections.abc import Iterable

from api.settings import Settings


def unknown_settings(names: Iterable[str]) -> set[str]:
    """Those of the names that set nothing."""
    known = {f"NABLA_{name}".upper() for name in Settings.model_fields} | {"HOST", "PORT"}
    return {name for name in names if name.removesuffix("_FILE") not in known}
