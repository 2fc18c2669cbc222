"""Log-in by an OpenID provider: authorization code with PKCE, done by Authlib.

The provider is found by its issuer (OpenID Connect Discovery 1.0). What it says of somebody is
taken from the ID token alone, whose signature, issuer, audience, time and nonce are checked.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger()

SECONDS = 10.0
SCOPES = "openid profile email"
# Signed by a key that the provider alone has: not `none`, and no shared secret.
_SIGNATURES = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_NAMES = ("preferred_username", "nickname", "email", "name")


class ProviderError(Exception):
    """Logging in did not work; `code` is stable and says to the page which words to find."""

    def __init__(self, code: str, why: object) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that has begun: where the browser goes, and what its end is checked by."""

    url: str
    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider knows: `subject` is its stable name for somebody, `names` are wishes."""

    issuer: str
    subject: str
    names: tuple[str, ...]


class Provider:
    """One OpenID provider, found when it is first needed."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str | None, seconds: float = SECONDS
    ) -> None:
        """Nothing is asked yet; `seconds` bounds each of the two steps."""
        # A service without a provider starts a tenth of a second sooner without this.
        from authlib.integrations.starlette_client import StarletteOAuth2App

        self._issuer = issuer.rstrip("/")
        self._seconds = seconds
        self._app = StarletteOAuth2App(
            None,
            name="provider",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": SCOPES,
                "code_challenge_method": "S256",
                "timeout": seconds,
                "follow_redirects": False,
                **({} if client_secret else {"token_endpoint_auth_method": "none"}),
            },
        )

    async def begin(self, redirect_uri: str) -> Begun:
        """Return where to send the browser. Raises ProviderError."""
        async with self._bounded():
            await self._find()
            made = await self._app.create_authorization_url(redirect_uri)
            return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])

    async def finish(self, redirect_uri: str, code: str, begun: Begun) -> Identity:
        """Return whom the code stands for. Raises ProviderError."""
        async with self._bounded():
            issuer = await self._find()
            token = await self._app.fetch_access_token(
                redirect_uri=redirect_uri, code=code, code_verifier=begun.code_verifier
            )
            claims = await self._app.parse_id_token(
                token,
                begun.nonce,
                {
                    "iss": {"essential": True, "value": issuer},
                    "aud": {"essential": True, "value": self._app.client_id},
                    "sub": {"essential": True},
                },
            )
        if claims is None or not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise ProviderError("refused", "there is no ID token, or it names nobody")
        names = (claims.get(name) for name in _NAMES)
        return Identity(issuer, claims["sub"], tuple(n for n in names if isinstance(n, str)))

    async def _find(self) -> str:
        """Return the provider's own name for itself, which must be the one that was set."""
        found: dict[str, Any] = await self._app.load_server_metadata()
        issuer = str(found.get("issuer", ""))
        if issuer.rstrip("/") != self._issuer:
            found.pop("_loaded_at", None)  # Look again the next time.
            raise ProviderError("unreachable", f"the provider calls itself {issuer[:200]!r}")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in _SIGNATURES
        ]
        return issuer

    @asynccontextmanager
    async def _bounded(self) -> AsyncIterator[None]:
        import httpx2
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError

        try:
            async with asyncio.timeout(self._seconds):
                yield
        except ProviderError:
            raise
        except (AuthlibBaseError, JoseError) as error:
            raise ProviderError("refused", repr(error)) from error
        except (httpx2.HTTPError, OSError, ValueError, KeyError, RuntimeError) as error:
            # No answer in time, or one that is not a provider's: Authlib has no class for those.
            raise ProviderError("unreachable", repr(error)) from error
