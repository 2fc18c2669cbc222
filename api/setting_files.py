"""Settings from files: `NABLA_X_FILE` names a file that holds what `NABLA_X` would.

So a secret comes from where Compose and Kubernetes put secrets, and stands in no environment.
"""

import os
from pathlib import Path
from typing import Any

from pydantic import AliasChoices
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsError

_MAX_BYTES = 64 * 1024


class SettingFiles(PydanticBaseSettingsSource):
    """Reads the files that the environment names, less the line's end."""

    def __init__(self, settings: type[BaseSettings], prefix: str) -> None:
        """Read for the fields of `settings`, whose variables begin with `prefix`."""
        super().__init__(settings)
        self._prefix = prefix

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return a field's value, None if no file is named for it. Raises SettingsError."""
        alias = field.validation_alias
        variable = (
            str(alias.choices[0])
            if isinstance(alias, AliasChoices)
            else f"{self._prefix}{field_name}".upper()
        )
        named = os.environ.get(f"{variable}_FILE")
        if not named:
            return None, field_name, False
        if os.environ.get(variable):
            raise SettingsError(f"{variable} and {variable}_FILE are both set: take one away.")
        try:
            with Path(named).open(encoding="utf-8") as file:
                text = file.read(_MAX_BYTES)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{variable}_FILE cannot be read: {error}") from error
        return text.removesuffix("\n").removesuffix("\r"), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return the values of all fields for which files are named. Raises SettingsError."""
        values = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value:
                values[key] = value
        return values
