"""Static files: looked up in named folders only, compressed once, kept by the browser."""

from __future__ import annotations

import functools
import gzip
import mimetypes
from collections.abc import Iterable
from pathlib import Path

from tornado.web import HTTPError, RequestHandler

_KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
_COMPRESSIBLE = {".js", ".mjs", ".css", ".svg", ".json", ".ttf", ".eot", ".html", ".txt"}


class Assets(RequestHandler):
    """Files below `roots`; the first root that has one wins.

    Addresses under which these are mounted carry a version, so browsers may keep them for good
    (`immutable`); without it they ask again each time and mostly hear 304.
    """

    def initialize(self, roots: Iterable[str | Path], immutable: bool = True) -> None:
        """Take what the route says."""
        self.roots = [Path(root).resolve() for root in roots]
        self.immutable = immutable

    def get(self, path: str) -> None:
        """Send the file, or 304, or 404."""
        file = find(self.roots, path)
        if file is None:
            raise HTTPError(404)
        about = file.stat()
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Content-Type", kind_of(file))
        kept = "public, max-age=31536000, immutable" if self.immutable else "no-cache"
        self.set_header("Cache-Control", kept)
        self.set_header("Etag", f'"{about.st_mtime_ns:x}-{about.st_size:x}"')
        if self.check_etag_header():
            self.set_status(304)
        elif file.suffix in _COMPRESSIBLE and "gzip" in self.request.headers.get(
            "Accept-Encoding", ""
        ):
            self.set_header("Content-Encoding", "gzip")
            self.write(_compressed(file, about.st_mtime_ns))
        else:
            self.write(file.read_bytes())

    head = get

    def compute_etag(self) -> str | None:
        """None: `get` sets it from the file, without hashing the body."""
        return None


class Bundle(RequestHandler):
    """Scripts or styles joined when the server starts; the address is a hash of the text."""

    def initialize(self, text: str, kind: str) -> None:
        """Take what the route says."""
        self.text, self.kind = text, kind

    def get(self) -> None:
        """Send it, to be kept for good."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Type", kind_of(Path(self.kind)))
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.write(self.text)


def find(roots: Iterable[Path], path: str) -> Path | None:
    """The file named `path` below one of `roots`, or None; `..` and links do not lead out."""
    if ".." in Path(path).parts:
        return None
    for root in roots:
        try:
            file = (root / path).resolve()
            if file.is_relative_to(root) and file.is_file():
                return file
        except (OSError, ValueError):
            continue
    return None


def kind_of(file: Path) -> str:
    """Content type by name; not left to the machine's own tables for scripts."""
    return (
        _KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )


@functools.lru_cache(maxsize=512)
def _compressed(file: Path, modified_ns: int) -> bytes:
    return gzip.compress(file.read_bytes(), 6, mtime=0)
