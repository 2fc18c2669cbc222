"""Passwords: hashed with Argon2id, off the event loop, a few at a time."""

import secrets
from functools import cache

import anyio
import anyio.to_thread
from pwdlib import PasswordHash

# A hash takes 64 MiB and a tenth of a second of a core: a flood of log-ins must wait in line.
_limiter = cache(lambda: anyio.CapacityLimiter(2))
_hasher = PasswordHash.recommended()


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_hex())


async def hash_password(password: str) -> str:
    """Return the hash to store for `password`."""
    return await anyio.to_thread.run_sync(_hasher.hash, password, limiter=_limiter())


async def check_password(password: str, stored: str | None) -> bool:
    """Tell whether `password` has the hash `stored`.

    None stands for an unknown user: the answer is False after the same work, so that its time
    does not tell which names exist.
    """

    def check() -> bool:
        nobody = _hash_of_nobody()
        return _hasher.verify(password, stored or nobody) and stored is not None

    return await anyio.to_thread.run_sync(check, limiter=_limiter())
