"""The scene a lesson opens with, sent with its page, so that it shows before the kernel answers.

Voilà's executor hears every widget the notebook makes. Of these the page gets what the 3D view
needs: the stage's own state and its plot's as JSON in the page, the meshes as one file named by
its content, which browsers keep. Nothing of a quiz is in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import OrderedDict
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from markupsafe import Markup
from tornado.web import HTTPError, RequestHandler

_BUFFER = "mk-buffer"
_ASSETS = {"_esm", "_css"}
KEPT_BYTES = 64 * 2**20
"""Of meshes, for all lessons together; a lesson opens with about 1 MB."""
_REFERENCE = "IPY_MODEL_"


class Openings:
    """Files of meshes by the hash of their content; the oldest are forgotten.

    Parameters
    ----------
    address : str
        Where `Meshes` answers; the hash follows.
    at_most_bytes : int
        Of all files together; the newest is kept even if it alone is larger.
    """

    def __init__(self, address: str, at_most_bytes: int = KEPT_BYTES) -> None:
        self._address = address
        self._at_most_bytes = at_most_bytes
        self._files: OrderedDict[str, bytes] = OrderedDict()

    def __deepcopy__(self, _memo: dict) -> Openings:
        """Itself: Voilà copies a page's resources for every page."""
        return self

    def of(self, executor: Any) -> Markup:
        """The opening scene of an executed lesson as JSON for its page; empty if it shows none.

        Parameters
        ----------
        executor : nbclient.NotebookClient
            One that has run the lesson's cells.
        """
        states = executor.widget_state
        stage = next((x for x in states.values() if "things" in x and "plot" in x), None)
        if stage is None:
            return Markup("")
        plot_id = stage["plot"].removeprefix(_REFERENCE)
        wanted = set(states[plot_id]["object_ids"])
        models = [k for k, x in states.items() if x.get("_kind") == "object" and x["id"] in wanted]
        file = bytearray()
        plot, *objects = (
            _state(states[key], executor.widget_buffers.get(key, {}), file)
            for key in (plot_id, *models)
        )
        opening = {
            "stage": _state(stage, {}, file),
            "plot": plot,
            "objects": objects,
            "meshes": self._address + self.keep(bytes(file)),
        }
        # "</script>" in a text must not end the script this stands in.
        return Markup(json.dumps(opening).replace("<", "\\u003c"))

    def keep(self, content: bytes) -> str:
        """Keep a file and return its name."""
        name = hashlib.sha256(content).hexdigest()[:32]
        self._files[name] = content
        self._files.move_to_end(name)
        while len(self._files) > 1 and sum(map(len, self._files.values())) > self._at_most_bytes:
            self._files.popitem(last=False)
        return name

    def get(self, name: str) -> bytes | None:
        """The file of that name, if it is still kept."""
        return self._files.get(name)


class Meshes(RequestHandler):
    """Meshes of openings; a name never changes its content, so browsers keep them for good."""

    def initialize(self, openings: Openings) -> None:
        """Take what the route says."""
        self.openings = openings

    @allow_unauthenticated
    def get(self, name: str) -> None:
        """Send the file, or 404."""
        content = self.openings.get(name)
        if content is None:
            raise HTTPError(404)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.write(content)


def _state(state: dict[str, Any], buffers: dict, file: bytearray) -> dict[str, Any]:
    """A widget's state, its buffers appended to `file` and named by offset and length."""
    told = json.loads(json.dumps({k: v for k, v in state.items() if k not in _ASSETS}))
    for path, buffer in buffers.items():
        holder: Any = told
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if isinstance(holder, dict):  # else what it belonged to has been taken back since
            content = base64.b64decode(buffer["data"])
            holder[path[-1]] = {_BUFFER: [len(file), len(content)]}
            file += content
    return told
