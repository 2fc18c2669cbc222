"""Secrets that we hand out: random, and stored as their SHA-256 alone."""

import hashlib
import secrets


def new_secret(prefix: str = "") -> str:
    """Return 256 random bits as text, after `prefix`."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret.

    256 random bits cannot be guessed from a fast hash, so no salt and no slow one is needed.
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
