"""A lesson server in a process of its own, and the small lessons it serves in tests."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from musclekit.paths import content_dir

v4 = nbformat.v4
TOKEN = "a-learner-of-the-tests"
COUNTER = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
      const b = document.createElement("button"); b.id = "counter";
      const show = () => { b.textContent = "count " + model.get("n"); };
      b.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
      model.on("change:n", show); show(); el.append(b); } }'''
    n = traitlets.Int(0).tag(sync=True)
Counter()
"""
TWO_WITH_A_PAUSE = [
    COUNTER.replace('"counter"', '"counter"; b.className = "early"'),
    "import time\ntime.sleep(3)",
    COUNTER.replace('"counter"', '"counter"; b.className = "late"'),
]
PLOT = """
import k3d, numpy as np
p = k3d.plot(height=200, grid_visible=False)
corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype="float32")
p += k3d.mesh(corners, np.array([[0, 1, 2]], dtype="uint32"))
p
"""
ENVIRONMENT = """
import os
from voila.utils import wait_for_request
early = os.environ.get("VOILA_REQUEST_URL")
wait_for_request()
print("before the request:", early)
print("query:", os.environ.get("QUERY_STRING"))
print("tokens:", [name for name in os.environ if name.endswith("_TOKEN")])
"""


def notebook(*cells, **about):
    made = v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"name": "python3", "display_name": "P", "language": "python"}
    made.metadata.musclekit = about
    return made


def copied(folder: Path, *lessons: str) -> Path:
    """Some lessons in a folder of their own: a server prepares a kernel for each it serves."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in lessons:
        shutil.copy(content_dir("lessons") / f"{name}.ipynb", folder)
    return folder


def write_lessons(folder: Path) -> Path:
    """Three lessons, a dashboard, and things that must not be served."""
    (folder / "instructor").mkdir(parents=True)
    slider = "import ipywidgets\nipywidgets.IntSlider(description='Angle')"
    tiny = notebook(
        v4.new_markdown_cell("# A tiny lesson\n\nThe torque is $\\tau = r \\times F$."),
        v4.new_code_cell(slider),
        v4.new_code_cell(PLOT),
        v4.new_code_cell(COUNTER),
        title="A tiny lesson",
        aims=["Turn <b>it</b>", "Count"],
        minutes=10,
        order=2,
    )
    counting = notebook(
        v4.new_code_cell(COUNTER), v4.new_code_cell(ENVIRONMENT), title="Counting", order=3
    )
    plain = notebook(v4.new_code_cell("print('plain and short')"), title="Plain", order=1)
    dashboard = notebook(
        v4.new_code_cell("print('who did what')"), title="The class", layout="page"
    )
    nbformat.write(tiny, folder / "tiny.ipynb")
    nbformat.write(counting, folder / "counting.ipynb")
    nbformat.write(plain, folder / "plain.ipynb")
    nbformat.write(dashboard, folder / "instructor" / "class-dashboard.ipynb")
    (folder / "picture.png").write_bytes(b"not for everyone")
    (folder.parent / "outside.ipynb").write_text((folder / "plain.ipynb").read_text())
    return folder


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    port: int
    log: Path
    process: subprocess.Popen
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def visitor(self) -> Server:
        """The same server, seen by someone without cookies."""
        return Server(self.port, self.log, self.process)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host="Host" in named)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            upgraded = answer.status == 101
            got = {k.lower(): v for k, v in answer.getheaders()}
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
            return Answer(answer.status, got, b"" if upgraded else answer.read())

    def websocket(self, path: str, **headers: str) -> int:
        """Status of a try to open a websocket: 101 when it is open."""
        return self.get(
            path,
            Connection="Upgrade",
            Upgrade="websocket",
            Sec_WebSocket_Version="13",
            Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
            **headers,
        ).status


@contextlib.contextmanager
def serving(folder: Path, *options: str, log: Path, **environment: str) -> Iterator[Server]:
    """A running `musclekit serve`; stopped at the end."""
    command = [sys.executable, "-m", "musclekit", "serve", str(folder), "--port", "0", *options]
    unset = ("JUPYTERHUB_SERVICE_PREFIX", "MUSCLEKIT_INSTRUCTOR_TOKEN", "MUSCLEKIT_TOKEN")
    inherited = {k: v for k, v in os.environ.items() if k not in unset}
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**inherited, **environment}, cwd=log.parent
        )
        try:
            yield Server(_port(log, process), log, process)
        finally:
            process.terminate()
            process.wait(30)


def _port(log: Path, process: subprocess.Popen) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"Lessons: +http://[^:]+:(\d+)", log.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(f"The server did not start:\n{log.read_text()}")


@contextlib.contextmanager
def lab_running(folder: Path, log: Path, **environment: str):
    """`musclekit lab` in a process of its own; yields its address, token and all."""
    command = [sys.executable, "-m", "musclekit", "lab", str(folder), "--no-open"]
    settings = log.parent / "config" / "jupyter_server_config.json"
    settings.parent.mkdir()
    # Containers run tests as root, which Jupyter otherwise declines.
    told = {"ServerApp": {"allow_root": True}, "IdentityProvider": {"token": TOKEN}}
    settings.write_text(json.dumps(told))
    home = {"JUPYTER_CONFIG_DIR": str(settings.parent)}
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **home, **environment}
        )
        try:
            yield _lab_url(log, process)
        finally:
            process.terminate()
            process.wait(30)


def _lab_url(log: Path, process: subprocess.Popen) -> str:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"(http://localhost:\d+)/lab", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")
