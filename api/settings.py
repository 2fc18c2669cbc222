"""Every setting of the service, read once from the environment."""

import hashlib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url

from api.limits import parse_rate
from api.setting_files import SettingFiles
from api.store.session import is_shared
from api.webhooks.addresses import Outside, parse_networks
from judge.runner import LauncherOptions


def _check_rate(text: str) -> str:
    parse_rate(text)
    return text


def _check_networks(text: str) -> str:
    parse_networks(text)
    return text


Rate = Annotated[str, AfterValidator(_check_rate)]


def _check_issuer(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("an issuer begins with https://")
    return text


Issuer = Annotated[str, AfterValidator(_check_issuer)]
Networks = Annotated[str, AfterValidator(_check_networks)]


def usable_cores() -> int:
    """Count the processor cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """The settings, their defaults and their bounds.

    Each is read from the environment variable NABLA_<NAME>, apart from HOST and PORT, or from the
    file that <variable>_FILE names.
    """

    model_config = SettingsConfigDict(
        env_prefix="NABLA_",
        populate_by_name=True,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment and the files that it names, nothing else."""
        prefix = cls.model_config["env_prefix"]
        return init_settings, env_settings, SettingFiles(settings_cls, prefix)

    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("HOST"),
        description="Address to listen on.",
    )
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("PORT"),
        description="Port to listen on; 0 takes a free one.",
    )
    data: Path = Field(
        default=Path("var"), description="Folder that holds all state: the database and its log."
    )
    database_url: str | None = Field(
        default=None,
        description="URL of the database: `postgresql://...` is for many processes and machines."
        " Unset: SQLite in the data folder, for one.",
    )
    database_password: SecretStr | None = Field(
        default=None,
        description="Password for the database, instead of one in its URL.",
    )
    database_sync: Literal["full", "normal"] = Field(
        default="full",
        description="SQLite only. `full`: what was acknowledged survives a power cut. "
        "`normal`: it survives a crash of the process, and commits cost less.",
    )
    sandbox: Literal["auto", "process", "docker", "socket"] = Field(
        default="auto",
        description="How judge cells are started; `auto` is `process`, the embedded sandbox.",
    )
    cells: int = Field(
        default_factory=usable_cores,
        ge=0,
        le=1024,
        description="Judge cells, each with one submission at a time. Unset: one a core. 0, with"
        " PostgreSQL: workers elsewhere judge.",
    )
    cell_runs: int = Field(
        default=0,
        ge=0,
        description="Runs after which a cell is replaced by a fresh one; 0 for never,"
        " 1 for a fresh one each.",
    )
    cell_image: str = Field(
        default="nabla-cell", description="Sandbox `docker`: the image of a cell."
    )
    cell_runtime: str | None = Field(
        default=None,
        description="Sandbox `docker`: another runtime of the engine's, such as `runsc`.",
    )
    cell_folder: Path | None = Field(
        default=None,
        description="Sandbox `docker`: folder for the sockets of cells, at a path under which the"
        " engine sees it too. Unset: the system's folder for temporary files.",
    )
    cell_sockets: Path | None = Field(
        default=None,
        description="Sandbox `socket`: the folder in which the cells have their sockets.",
    )
    problems: Path = Field(
        default=Path("problems"), description="Folder of problem files, read at start."
    )
    pages: Path = Field(
        default=Path("frontend/dist"), description="Folder of the built pages, served at `/`."
    )
    admin_password: SecretStr | None = Field(
        default=None,
        description="Password of the first admin, `admin`, used when no admin exists yet. "
        "Unset: one is made up and printed once.",
    )
    registration: Literal["open", "invitation", "closed"] = Field(
        default="open",
        description="Who may make an account: everybody, who has an invitation, or nobody.",
    )
    oidc_issuer: Issuer | None = Field(
        default=None,
        description="Issuer of an OpenID provider to log in with, such as"
        " `https://id.example.org/realms/school`. Register `/api/v1/auth/provider/callback` of this"
        " service there. Unset: none.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="What the OpenID provider calls this service."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="The secret that goes with it. Unset: a public client, by PKCE alone.",
    )
    oidc_name: str = Field(
        default="single sign-on", description="What the log-in page calls the OpenID provider."
    )
    oidc_accounts: Literal["open", "invitation", "closed"] = Field(
        default="open",
        description="Who may come by the OpenID provider without an account: everybody whom it"
        " knows, who has an invitation, or nobody.",
    )
    session_days: int = Field(
        default=30, ge=1, le=3650, description="Days that a log-in by cookie lasts."
    )
    keep_code_days: int | None = Field(
        default=None,
        ge=1,
        description="Days after which an attempt's code is removed, but for a candidate's newest"
        " accepted one at a problem. Unset: never.",
    )
    keep_events_days: int | None = Field(
        default=None,
        ge=1,
        description="Days after which the values of an attempt's tests are removed: inputs,"
        " answers, what was printed. Verdicts stay for good. Unset: never.",
    )
    max_code_bytes: int = Field(
        default=256 * 1024, ge=1, description="Largest code of a submission, in bytes of UTF-8."
    )
    max_body_bytes: int = Field(
        default=2 * 1024 * 1024, ge=1024, description="Largest request body, in bytes."
    )
    max_pending: int = Field(
        default=1000,
        ge=1,
        description="Submissions of one user that may wait or run at once; beyond it, status 429.",
    )
    rate_login: Rate = Field(
        default="10/minute",
        description="Log-ins by one address under one name that failed. `off`: no limit.",
    )
    rate_guess: Rate = Field(
        default="120/minute;2000/hour",
        description="Log-ins by one address that failed, under whatever names. `off`: no limit.",
    )
    rate_register: Rate = Field(
        default="300/hour", description="Accounts made by one address. `off`: no limit."
    )
    rate_submit: Rate = Field(
        default="1200/minute", description="Submissions by one user. `off`: no limit."
    )
    rate_run: Rate = Field(default="1200/minute", description="Runs by one user. `off`: no limit.")
    rate_answer: Rate = Field(
        default="240/minute", description="Answers to questions by one user. `off`: no limit."
    )
    rate_draft: Rate = Field(
        default="240/minute", description="Saves of unfinished code by one user. `off`: no limit."
    )
    rate_webhook: Rate = Field(
        default="60/minute",
        description="Webhook messages that one user asks for, to try or again. `off`: no limit.",
    )
    rate_feedback: Rate = Field(
        default="30/hour",
        description="Reports to the operator by one user, or by one address's guests. `off`: no"
        " limit.",
    )
    guest_runs: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="Runs and submissions that guests, people without an account, may make a day"
        " from one address. 0: code is run after log-in alone.",
    )
    webhook_http: bool = Field(
        default=False, description="Whether webhooks may have `http` URLs, without TLS."
    )
    webhook_networks: Networks = Field(
        default="",
        description="Networks, with commas between, that webhooks may reach although they are"
        " private, such as `10.1.0.0/16`. Unset: none.",
    )
    max_queue: int = Field(
        default=20_000,
        ge=1,
        description="Submissions of all users that may wait; beyond it, status 503.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, with commas between, of proxies whose X-Forwarded-For"
        " and X-Forwarded-Proto are believed. Unset: none.",
    )
    max_attempts: int = Field(
        default=3, ge=1, le=100, description="Times that judging is tried before `judge_error`."
    )
    lease_seconds: float | None = Field(
        default=None,
        ge=2.0,
        description="Seconds after which a submission is judged anew whose worker is silent. Unset:"
        " 8 with PostgreSQL; 120 with the embedded database, whose process is its only worker.",
    )
    drain_seconds: float = Field(
        default=5.0,
        ge=0.0,
        description="Seconds that a stop waits for running submissions; the rest are requeued.",
    )
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port on which a worker answers /healthz, /readyz and /metrics; its address is"
        " HOST. Unset: none.",
    )
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto",
        description="Form of the log lines; `auto` is `console` on a terminal, else `json`.",
    )

    @model_validator(mode="after")
    def _check_cells(self) -> "Settings":
        if not self.cells and not is_shared(self.url):
            raise ValueError(
                "NABLA_CELLS=0 leaves judging to other processes, and an embedded database has"
                " none: set NABLA_DATABASE_URL to a PostgreSQL that workers use too."
            )
        return self

    def launcher_options(self, name: str = "nabla") -> LauncherOptions:
        """What the chosen sandbox needs to know; `name`: the process' own in its data folder."""
        # Two services on one engine tell their containers apart by their data folders.
        whose = str(self.data.resolve()) + ("" if name == "nabla" else f" {name}")
        owner = hashlib.sha256(whose.encode()).hexdigest()[:16]
        return LauncherOptions(
            image=self.cell_image,
            runtime=self.cell_runtime,
            run_folder=self.cell_folder,
            owner=owner,
            sockets=self.cell_sockets,
        )

    @property
    def lease(self) -> float:
        """The seconds that a claim lasts unless it is renewed."""
        return self.lease_seconds or (8.0 if is_shared(self.url) else 120.0)

    @property
    def rates(self) -> dict[str, str]:
        """The rate limits by name."""
        return {
            "login": self.rate_login,
            "guess": self.rate_guess,
            "register": self.rate_register,
            "submit": self.rate_submit,
            "run": self.rate_run,
            "answer": self.rate_answer,
            "draft": self.rate_draft,
            "webhook": self.rate_webhook,
            "feedback": self.rate_feedback,
            "guest": f"{self.guest_runs}/day" if self.guest_runs else "off",
        }

    @cached_property
    def outside(self) -> Outside:
        """What webhooks may reach."""
        return Outside(parse_networks(self.webhook_networks), http=self.webhook_http)

    @cached_property
    def url(self) -> str:
        """The database URL in effect, with its password."""
        url = self.database_url or f"sqlite:///{self.data.resolve() / 'nabla.db'}"
        if self.database_password is None:
            return url
        password = self.database_password.get_secret_value()
        return make_url(url).set(password=password).render_as_string(hide_password=False)


def describe_settings() -> str:
    """Return the page docs/settings.md: one table row a setting, in Markdown."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        variable = str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"NABLA_{name}"
        default = "unset" if field.is_required() or field.default is None else str(field.default)
        if field.default_factory is not None:
            default = "one a core"
        rows.append(f"| `{variable.upper()}` | {default} | {field.description} |")
    intro = (
        "# Settings\n\n"
        "The service is set by environment variables alone. An empty one counts as unset.\n"
        "Instead of a variable, one with `_FILE` behind its name may name a file that holds the\n"
        "value, as Compose and Kubernetes give secrets:\n"
        "`NABLA_ADMIN_PASSWORD_FILE=/run/secrets/admin_password`.\n"
        "`python -m api.settings` prints this page.\n\n"
    )
    return intro + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(describe_settings(), end="")
