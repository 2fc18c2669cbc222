"""The built pages: files as they are, and index.html for every address that the pages handle."""

import re
from pathlib import Path

from starlette.datastructures import URL, Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

SERVICE_PATHS = ("/api", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")
# What `frontend/scripts/compress.mjs` writes beside each file; the smaller first.
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
IMMUTABLE = "public, max-age=31536000, immutable"
NOT_BUILT = "The pages are not built yet: `make run` builds them.\nThe service's calls: {}docs\n"


class Pages:
    """Answers GET outside of the service's own paths from a folder; the rest goes to `app`."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        """Serve `folder`, which may come into being later."""
        self.app = app
        self.folder = folder
        self.files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path: str = scope["path"]
            if not any(path == own or path.startswith(own + "/") for own in SERVICE_PATHS):
                response = await self.respond(path, scope)
                if response is not None:
                    await response(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def respond(self, path: str, scope: Scope) -> Response | None:
        """Return the file at `path`, or index.html for a page; None for a file that is not there.

        Names with a hash in them never change, so browsers may keep them.
        """
        name = path.strip("/")
        if "\0" in name:
            return None
        if name and name != "index.html":
            try:
                response = await self.read(name, scope)
            except HTTPException:
                if "." in name.rpartition("/")[2] or name.startswith("assets/"):
                    return None
            else:
                hashed = name.startswith("assets/")
                response.headers["Cache-Control"] = IMMUTABLE if hashed else "no-cache"
                return response
        try:
            response = await self.read("index.html", scope)
        except HTTPException:
            return PlainTextResponse(NOT_BUILT.format(URL(scope=scope).replace(path="/")), 404)
        response.headers["Cache-Control"] = "no-cache"
        return response

    async def read(self, name: str, scope: Scope) -> Response:
        """Return a file, as the build has compressed it where the reader understands that.

        Raises HTTPException 404 if it is not there.
        """
        accepted = accepted_encodings(Headers(scope=scope).get("Accept-Encoding", ""))
        for encoding, suffix in COMPRESSED:
            if encoding not in accepted:
                continue
            try:
                response = await self.files.get_response(name + suffix, scope)
            except HTTPException:
                continue  # Too small to be worth it, or a picture.
            response.headers["Content-Encoding"] = encoding
            response.headers["Vary"] = "Accept-Encoding"
            return response
        return await self.files.get_response(name, scope)


def accepted_encodings(header: str) -> set[str]:
    """Return the encodings that an Accept-Encoding header names and does not refuse."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight):
            accepted.add(name.strip())
    return accepted
