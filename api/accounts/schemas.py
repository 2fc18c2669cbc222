"""Bodies of the account calls."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.unicode import UnicodeSecret

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{3,32}$")]
NewPassword = Annotated[UnicodeSecret, Field(min_length=8, max_length=1024)]
GivenPassword = Annotated[UnicodeSecret, Field(max_length=1024)]


class Role(StrEnum):
    """What somebody is here; each may do what the ones before may."""

    GUEST = "guest"
    CANDIDATE = "candidate"
    AUTHOR = "author"
    ADMIN = "admin"


GivenRole = Literal[Role.CANDIDATE, Role.AUTHOR, Role.ADMIN]
"""What an admin can make of somebody. A guest becomes more by registering."""


class Scope(StrEnum):
    """What a token is good for, within what its owner may do."""

    READ = "read"
    SUBMIT = "submit"
    AUTHOR = "author"
    ADMIN = "admin"


class Registration(BaseModel):
    """A new account."""

    username: Username = Field(
        description="3 to 32 letters, digits, `_`, `.` or `-`.", examples=["ada"]
    )
    password: NewPassword = Field(examples=["correct horse battery"])
    invitation: str | None = Field(
        None, max_length=200, description="A code, where accounts are by invitation only."
    )


class Credentials(BaseModel):
    """A log-in."""

    username: str = Field(max_length=1024, examples=["ada"])
    password: GivenPassword = Field(examples=["correct horse battery"])


class PasswordChange(BaseModel):
    """A new password, and the old one to show that it is you."""

    old: GivenPassword
    new: NewPassword


class Confirmation(BaseModel):
    """The password, to show that it is you."""

    password: GivenPassword


class Account(BaseModel):
    """Who is logged in."""

    id: str
    username: str
    role: Role = Field(description="`guest`, `candidate`, `author` or `admin`.")


class OwnAccount(Account):
    """Who is logged in, and how one can be."""

    has_password: bool = Field(description="Whether one can log in by name and password.")
    has_provider: bool = Field(description="Whether one can log in by the OpenID provider.")


class LogInOptions(BaseModel):
    """How one gets in here."""

    registration: Literal["open", "invitation", "closed"] = Field(
        description="Who may make an account with a password."
    )
    guest_runs: int = Field(
        description="Runs and submissions that a guest may make a day; 0: there are no guests.",
        examples=[20],
    )
    provider: str | None = Field(
        description="The name of the OpenID provider to log in with, by `/auth/provider`."
    )


class Visitor(BaseModel):
    """Who makes a request, logged in or not."""

    user: Account | None
    options: LogInOptions


class Session(BaseModel):
    """A log-in by cookie."""

    id: str
    about: str = Field(description="The browser, as it named itself.")
    created_at: datetime
    expires_at: datetime
    current: bool = Field(description="Whether this request was made with it.")


class NewToken(BaseModel):
    """A wish for a token."""

    name: str = Field(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$", examples=["grading script"]
    )
    scopes: list[Scope] | None = Field(
        None, min_length=1, description="What it is good for; unset: all that you may do."
    )
    days: int | None = Field(
        None, ge=1, le=3650, description="Days until it expires; unset: never."
    )


class Token(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To the hour.")


class TokenWithSecret(Token):
    """A token just made. The secret is shown this once and kept nowhere."""

    token: str
