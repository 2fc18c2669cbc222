"""The built pages: files as they are, and a document for every address that the pages handle.

The build writes a document for each kind of page, which names the scripts and styles that it will
need, and `pages.json`, which says what addresses get it (`frontend/scripts/pages.mjs`). What the
page will ask this service for is named in a `Link` header. So the browser asks for all of that at
once, not step by step.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError
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


class BuiltPage(BaseModel):
    """An entry of `pages.json`."""

    path: str
    file: str
    data: list[str]


_BUILT_PAGES = TypeAdapter(list[BuiltPage])


@dataclass(frozen=True, slots=True)
class Document:
    """What an address of the pages gets."""

    file: str
    data: tuple[str, ...] = ()

    @property
    def link(self) -> str:
        """The `Link` header: ask for `data` now, as `fetch` will."""
        return ", ".join(f"<{url}>; rel=preload; as=fetch; crossorigin" for url in self.data)


class Documents:
    """Which document an address gets, by the `pages.json` of a build."""

    def __init__(self, folder: Path) -> None:
        """Read `folder` when it is first asked for, and again after each build."""
        self._file = folder / "pages.json"
        self._built_at = 0
        self._pages: list[tuple[re.Pattern[str], BuiltPage]] = []

    def find(self, path: str) -> Document:
        """Return the document of an address: index.html where the build names none."""
        for pattern, page in self._read():
            if found := pattern.fullmatch(path):
                data = tuple(url.format_map(found.groupdict()) for url in page.data)
                return Document(page.file, data)
        return Document("index.html")

    def _read(self) -> list[tuple[re.Pattern[str], BuiltPage]]:
        try:
            built_at = self._file.stat().st_mtime_ns
            if built_at != self._built_at:
                pages = _BUILT_PAGES.validate_json(self._file.read_bytes())
                self._pages = [(_pattern_of(page.path), page) for page in pages]
                self._built_at = built_at
        except (OSError, ValidationError):
            self._pages = []  # Not built, or just being built: every page works by index.html.
        return self._pages


def _pattern_of(path: str) -> re.Pattern[str]:
    """Return what matches a path whose `{name}` stands for an id, with or without a last slash."""
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9_.-]+)", path.rstrip("/")) + "/?")


class Pages:
    """Answers GET outside of the service's own paths from a folder; the rest goes to `app`."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        """Serve `folder`, which may come into being later."""
        self.app = app
        self.folder = folder
        self.files = StaticFiles(directory=folder, check_dir=False)
        self.documents = Documents(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path: str = scope["path"]
            if not any(path == own or path.startswith(own + "/") for own in SERVICE_PATHS):
                response = await self.respond(path, scope)
                if response is not None:
                    await response(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def respond(self, path: str, scope: Scope) -> Response | None:
        """Return the file at `path`, or a page's document; None for a file that is not there.

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
        document = self.documents.find(path)
        try:
            response = await self.read(document.file, scope)
        except HTTPException:
            return PlainTextResponse(NOT_BUILT.format(URL(scope=scope).replace(path="/")), 404)
        response.headers["Cache-Control"] = "no-cache"
        if document.data:
            response.headers["Link"] = document.link
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
