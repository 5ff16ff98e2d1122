"""The server: Voilà with only our own addresses, bound before its kernels start."""

from __future__ import annotations

import errno
import functools
import hashlib
import logging
import os
import re
import secrets
import shutil
import signal
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import jinja2
import tornado.ioloop
import tornado.web
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets import Any as AnyTrait
from traitlets import Bool, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.paths import collect_static_paths
from voila.utils import get_voila_labextensions_path

from musclekit import __version__
from musclekit.errors import MusclekitError
from musclekit.serve import kernels, pages
from musclekit.serve.assets import Assets, Bundle
from musclekit.serve.identity import Doorkeeper
from musclekit.serve.lessons import Lessons
from musclekit.serve.opening import Meshes, Openings
from musclekit.widgets.modules import stage_module, stage_style

_HERE = Path(__file__).parent
TEMPLATE = "musclekit"
LOCAL = {"localhost", "127.0.0.1", "::1"}
# Front-end extensions a lesson's page needs; everything else installed stays out of it.
EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
_KERNEL_ID = r"(?P<kernel_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
# Tornado means its own pings, which jupyter_server does not use, and reads milliseconds as seconds.
_PINGS = "The websocket_ping_timeout"
_CELL_ERROR = (
    "This part of the lesson could not run. Reload the page; if it stays like this, tell whoever "
    "runs the lessons."
)


class LessonServer(Voila):
    """Serves lessons; see `docs/serving.md` for what is reachable and why."""

    name = "voila"  # jupyter looks settings and templates up by this name
    lessons: Lessons = AnyTrait()  # type: ignore[assignment]
    ip: str
    port: int
    learner_token = Unicode("")
    instructor_token = Unicode()
    port_is_firm = Bool(False, help="Fail, rather than try the next ports, when the port is taken.")
    classes: ClassVar[list] = [*Voila.classes, kernels.LessonKernels]
    identity_provider_class = Doorkeeper

    @functools.cached_property
    def openings(self) -> Openings:
        """The opening scenes of the lessons' pages."""
        return Openings(url_path_join(self.base_url, "opening/"))

    def prepare(self, pool: int) -> None:
        """Set everything that does not depend on the command line's traits.

        Parameters
        ----------
        pool : int
            Kernels kept ready for each lesson; 0 starts each when its page is opened.
        """
        _show_jupyter_our_template()
        self.open_browser = False
        self.config_file_paths = []  # type: ignore[var-annotated]
        self.root_dir = str(self.lessons.root)
        self.update_config(
            Config(
                VoilaConfiguration={
                    "template": TEMPLATE,
                    "theme": "light",
                    "allow_template_override": "NO",
                    "allow_theme_override": "NO",
                    "strip_sources": True,
                    "file_allowlist": [],
                    "preheat_kernel": pool > 0,
                    "default_pool_size": pool,
                    "multi_kernel_manager_class": "musclekit.serve.kernels.LessonKernels",
                    "extension_allowlist": EXTENSIONS,
                    "page_config_hook": self._page_config,
                    "resources": {"musclekit": {**self._assets(), "openings": self.openings}},
                },
                VoilaExecutor={"cell_error_instruction": _CELL_ERROR},
                LessonKernels={"cull_idle_timeout": 15 * 60, "cull_interval": 60},
                # Other users of this machine have no business on a kernel's ports.
                KernelManager={"transport": "ipc" if sys.platform == "linux" else "tcp"},
                VoilaKernelManager={"preheat_denylist": [self._all_but_lessons()]},
            )
        )
        self.initialize([])

    def start(self) -> None:
        """Bind, tell the addresses, and serve until interrupted."""
        sockets = self._bind()
        self.connection_dir = tempfile.mkdtemp(prefix="musclekit_", dir=self.connection_dir_root)
        settings = self.init_settings()
        self.app = tornado.web.Application(**settings)
        self.app.add_handlers(".*$", self.init_handlers())
        # Behind a proxy the visitor's https decides whether cookies are for https alone.
        server = HTTPServer(self.app, xheaders=True)
        server.add_sockets(sockets)
        self.ioloop = tornado.ioloop.IOLoop.current()
        # As an exception, Ctrl+C would surface in whatever task runs at that moment.
        signal.signal(signal.SIGINT, self._handle_signal_stop)
        try:
            self.announce()
            self.ioloop.start()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            self.stop()

    def stop(self) -> None:
        """End every kernel, in the loop that started them; the process is to end with them."""
        # A kernel that was just starting would be told as one that died, with a traceback.
        logging.disable(logging.CRITICAL)
        self.ioloop.run_sync(self.kernel_manager.shutdown_all)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def announce(self) -> None:
        """Told once the port is open; the command line replaces it."""

    def address(self, path: str = "", token: str = "") -> str:
        """An address of this server as a visitor types it."""
        host = {"": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(self.ip, self.ip)
        host = f"[{host}]" if ":" in host else host
        query = f"?token={token}" if token else ""
        return f"http://{host}:{self.port}{url_path_join(self.base_url, path)}{query}"

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings, with a closed Host check at home, our log line and our pages."""
        os.environ["VOILA_APP_IP"] = _reach(self.ip)
        settings = super().init_settings()
        settings |= {
            # A foreign site must not reach an open local server under a name of its own;
            # one that asks for a token, or lives below a hub, may have any name.
            "allow_remote_access": bool(
                self.ip not in LOCAL or self.learner_token or self.base_url != "/"
            ),
            "local_hostnames": ["localhost"],
            "compress_response": True,
            "log_function": log_request,
            "default_handler_class": pages.NotFound,
            # Three pings: a busy page or machine answers late, and its connection is not lost.
            "ws_ping_timeout": 90_000,
            "musclekit_lessons": self.lessons,
            "musclekit_assets": self._assets(),
            "musclekit_pages": jinja2.Environment(
                loader=jinja2.FileSystemLoader(_HERE / "pages"), autoescape=True
            ),
        }
        return settings

    def init_handlers(self) -> list:
        """Every address there is; what is not listed here is not reachable."""
        static = collect_static_paths(["voila", "nbconvert"], TEMPLATE, prune=True)
        allowed = "|".join(re.escape(name) for name in EXTENSIONS)
        script, style = stage_module(), stage_style()
        routes: list[tuple] = [
            (r"/", pages.Index),
            (r"/lesson/([^/]+)", pages.LessonPage, self._voila()),
            (r"/class", pages.ClassPage, self._voila()),
            (rf"/api/kernels/{_KERNEL_ID}", kernels.Kernel),
            (rf"/api/kernels/{_KERNEL_ID}/channels", kernels.Channels),
            (r"/voila/api/shutdown/(.*)", kernels.Shutdown),
            (rf"/voila/query/{_KERNEL_ID}", kernels.RequestInfo),
            (rf"/voila/templates/{TEMPLATE}/static/(.*)", Assets, {"roots": static}),
            (r"/voila/static/[^/]+/(.*)", Assets, {"roots": static}),
            (
                rf"/voila/labextensions/[^/]+/((?:{allowed})/static/.*)",
                Assets,
                {"roots": get_voila_labextensions_path()},
            ),
            (r"/opening/([0-9a-f]{32})", Meshes, {"openings": self.openings}),
            (rf"/stage/{_hash(script)}\.js", Bundle, {"text": script, "kind": "stage.js"}),
            (rf"/stage/{_hash(style)}\.css", Bundle, {"text": style, "kind": "stage.css"}),
            (r"/k3d/[^/]+/(widget\.mjs|k3d-bvh-worker\.mjs)", Assets, {"roots": [_k3d_static()]}),
        ]
        return [(url_path_join(self.base_url, route), *rest) for route, *rest in routes]

    def _voila(self) -> dict[str, Any]:
        return {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }

    def _bind(self) -> list:
        tries = 1 if self.port_is_firm else 20
        for port in range(self.port, self.port + tries):
            try:
                sockets = bind_sockets(port, self.ip)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                raise MusclekitError(
                    f"Cannot listen on {self.ip} port {port}: {error.strerror}.",
                    remedy="Try another --port (above 1023) or --ip.",
                ) from None
            self.port = sockets[0].getsockname()[1]
            return sockets
        raise MusclekitError(
            f"Port {self.port} is in use.",
            remedy="Stop the other server, or choose another: musclekit serve --port 8870.",
        )

    def _assets(self) -> dict[str, str]:
        base = self.base_url
        own = ("app.css", "app.js", "load_order.js", "present.css", "present.js")
        at = f"voila/templates/{TEMPLATE}/static"
        return {
            **{
                name.replace(".", "_"): url_path_join(base, f"{at}/{name}?v={_stamp(name)}")
                for name in own
            },
            "k3d_module": url_path_join(base, "k3d", version("k3d"), "widget.mjs"),
            "stage_js": url_path_join(base, "stage", f"{_hash(stage_module())}.js"),
            "stage_css": url_path_join(base, "stage", f"{_hash(stage_style())}.css"),
        }

    def _page_config(self, current_page_config: dict, **_: Any) -> dict:
        """Versions in the static addresses, so browsers may keep what they get."""
        frontend = f"{version('voila')}-{version('anywidget')}-{__version__}"
        current_page_config["fullStaticUrl"] = url_path_join(
            self.base_url, "voila/static", frontend
        )
        current_page_config["fullLabextensionsUrl"] = url_path_join(
            self.base_url, "voila/labextensions", frontend
        )
        return current_page_config

    def _all_but_lessons(self) -> str:
        """A pattern for the notebooks that get no preheated kernel: all that are not lessons."""
        root = self.lessons.root
        ours = "|".join(re.escape(str(root / lesson.path)) for lesson in self.lessons.lessons)
        return rf"^(?!(?:{ours})$)"


def new_token() -> str:
    """A token no one guesses, short enough to project."""
    return secrets.token_urlsafe(18)


def log_request(handler: tornado.web.RequestHandler) -> None:
    """One line a request: status, method, path, time; never the query, which may hold a token."""
    request, status = handler.request, handler.get_status()
    level = logging.ERROR if status >= 500 else logging.WARNING if status >= 400 else logging.DEBUG
    logging.getLogger("tornado.access").log(
        level,
        "%d %s %s %.0f ms",
        status,
        request.method,
        request.path,
        1000 * request.request_time(),
    )


class Discreet(logging.Filter):
    """Takes query strings out of whatever other libraries log, and what only editors need."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log the record, changed where it holds a query."""
        message = record.getMessage()
        if "?" in message:
            record.msg, record.args = re.sub(r"\?[^\s'\")]*=[^\s'\")]*", "?…", message), ()
        return not (message.endswith("is not trusted") or message.startswith(_PINGS))


def _show_jupyter_our_template() -> None:
    ours = str(_HERE / "share" / "jupyter")
    paths = [p for p in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if p and p != ours]
    os.environ["JUPYTER_PATH"] = os.pathsep.join([ours, *paths])


def _reach(ip: str) -> str:
    """Where a kernel on this machine finds a server that listens on `ip`."""
    if ip in {"", "0.0.0.0", "localhost"}:
        return "127.0.0.1"
    if ip == "::":
        return "[::1]"
    return f"[{ip}]" if ":" in ip else ip


def _k3d_static() -> Path:
    """K3D's front-end files, found without importing it (a second and 150 MB)."""
    spec = find_spec("k3d")
    assert spec is not None and spec.submodule_search_locations, "k3d is a dependency"
    return Path(next(iter(spec.submodule_search_locations))) / "static"


def _stamp(name: str) -> str:
    file = _HERE / "share/jupyter/voila/templates" / TEMPLATE / "static" / name
    return f"{file.stat().st_mtime_ns:x}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
