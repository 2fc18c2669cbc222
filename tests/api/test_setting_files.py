"""Secrets come from files where a deployment puts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_settings import SettingsError
from sqlalchemy import make_url

from api.settings import Settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NABLA_DATABASE_URL", "NABLA_DATABASE_PASSWORD", "NABLA_ADMIN_PASSWORD", "PORT"):
        monkeypatch.delenv(name, raising=False)


def name_file(monkeypatch: pytest.MonkeyPatch, variable: str, path: Path, text: str) -> None:
    path.write_text(text)
    monkeypatch.setenv(f"{variable}_FILE", str(path))


def test_a_setting_is_read_from_the_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_file(monkeypatch, "NABLA_ADMIN_PASSWORD", tmp_path / "admin", "long and secret\n")
    name_file(monkeypatch, "PORT", tmp_path / "port", "8123\n")
    settings = Settings()
    assert settings.admin_password is not None
    assert settings.admin_password.get_secret_value() == "long and secret"
    assert settings.port == 8123


def test_the_password_of_the_database_joins_its_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NABLA_DATABASE_URL", "postgresql://nabla@host/name")
    name_file(monkeypatch, "NABLA_DATABASE_PASSWORD", tmp_path / "word", "a/b@c: d\n")
    settings = Settings()
    assert make_url(settings.url).password == "a/b@c: d"
    assert settings.url.endswith("@host/name")
    assert "a/b" not in repr(settings)


def test_a_file_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABLA_ADMIN_PASSWORD_FILE", str(tmp_path / "nothing"))
    with pytest.raises(SettingsError, match=r"NABLA_ADMIN_PASSWORD_FILE cannot be read: .*nothing"):
        Settings()


def test_a_value_and_a_file_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NABLA_ADMIN_PASSWORD", "one")
    name_file(monkeypatch, "NABLA_ADMIN_PASSWORD", tmp_path / "admin", "two")
    with pytest.raises(SettingsError, match="both set"):
        Settings()


def test_an_empty_file_counts_as_unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name_file(monkeypatch, "NABLA_ADMIN_PASSWORD", tmp_path / "admin", "\n")
    assert Settings().admin_password is None
