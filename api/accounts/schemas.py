"""Bodies of the account calls."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{3,32}$")]


class Registration(BaseModel):
    """A new account."""

    username: Username = Field(description="3 to 32 letters, digits, `_`, `.` or `-`.")
    password: SecretStr = Field(min_length=8, max_length=1024)


class Credentials(BaseModel):
    """A log-in."""

    username: str = Field(max_length=1024)
    password: SecretStr = Field(max_length=1024)


class Account(BaseModel):
    """Who is logged in."""

    id: str
    username: str
    role: str = Field(description="`user` or `admin`.")


class NewToken(BaseModel):
    """A wish for a token."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")


class Token(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    created_at: datetime


class TokenWithSecret(Token):
    """A token just made. The secret is shown this once and kept nowhere."""

    token: str
