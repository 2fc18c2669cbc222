"""An OpenID provider that runs: log-in form, codes, PKCE, signed ID tokens."""

import base64
import hashlib
import io
import json
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from werkzeug.serving import make_server
from werkzeug.wrappers import Request

Start = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Pkce:
    """In front of the provider, which knows nothing of PKCE: holds clients to their challenges."""

    def __init__(self, app: Start) -> None:
        self.app = app
        self.challenges: dict[str, str] = {}
        self.seen: list[dict[str, str]] = []
        self.id_token: Callable[[str], str] | None = None
        """What to make of an ID token on its way."""

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ, populate_request=False)
        if request.path.endswith("/authorize") and request.method == "POST":
            return self._authorize(request, environ, start)
        if request.path.endswith("/token"):
            body = request.get_data()
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if self.challenges.pop(form.get("code", ""), None) != challenge:
                start("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
            environ["wsgi.input"] = io.BytesIO(body)
            if self.id_token is not None:
                return self._tampered(environ, start)
        return self.app(environ, start)

    def _authorize(
        self, request: Request, environ: dict[str, Any], start: Callable[..., Any]
    ) -> Iterable[bytes]:
        asked = dict(request.args)
        assert asked["code_challenge_method"] == "S256"
        self.seen.append(asked)

        def watch(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            place = dict(headers).get("Location", "")
            for code in parse_qs(urlsplit(place).query).get("code", ()):
                self.challenges[code] = asked["code_challenge"]
            return start(status, headers, *rest)

        return self.app(environ, watch)

    def _tampered(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        assert self.id_token is not None
        kept: list[Any] = []
        body = json.loads(b"".join(self.app(environ, lambda *head: kept.extend(head))))
        body["id_token"] = self.id_token(body["id_token"])
        start(kept[0], [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]


class Running:
    """A provider on a port of its own."""

    def __init__(self, url: str, pkce: Pkce) -> None:
        self.url = url
        self.pkce = pkce

    def know(self, subject: str, **claims: Any) -> None:
        """Let the provider say this of somebody."""
        httpx2.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()


@contextmanager
def run_provider() -> Iterator[Running]:
    """Run a provider in a thread, on a free port."""
    import authlib.deprecate  # noqa: F401 it sets a filter of its own, once

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock

    pkce = Pkce(oidc_provider_mock.app().wsgi_app)
    server = make_server("127.0.0.1", 0, pkce, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield Running(f"http://127.0.0.1:{server.server_port}", pkce)
    server.shutdown()
    thread.join()
    server.server_close()
