"""Texts that can be stored and sent on: JSON can name half a character, UTF-8 cannot carry it."""

from typing import Annotated

from pydantic import AfterValidator, SecretStr


def _check(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("This is not valid Unicode.")
    return text


def _check_secret(secret: SecretStr) -> SecretStr:
    _check(secret.get_secret_value())
    return secret


UnicodeText = Annotated[str, AfterValidator(_check)]
UnicodeSecret = Annotated[SecretStr, AfterValidator(_check_secret)]
