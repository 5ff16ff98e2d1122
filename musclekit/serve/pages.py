"""The pages: index, lessons, class dashboard, and what a visitor reads when a page is refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError
from voila.handler import VoilaHandler

from musclekit.serve.identity import INSTRUCTOR, LEARNER, Doorkeeper
from musclekit.serve.kernels import drop_failed, hurry, refill
from musclekit.serve.lessons import Lesson

_REFUSED = (
    "This page needs a token. Open the complete address you were given, with its ?token=… at the "
    "end; the token is remembered for thirty days."
)
_HEARTBEAT = "<script>window.voila_heartbeat()"
_PATIENCE = 12  # heartbeats, ten seconds each
_GIVEN_UP = "<p class='mk-notice'>The lesson could not be prepared. Please reload the page.</p>"
_FOREIGN = (
    "This server answers to localhost only. Open it as http://localhost with its port, or start it "
    "with --ip or --token to serve other machines."
)
_ADVICE = {
    403: _REFUSED,
    404: "There is no such page here.",
    500: "Something went wrong on the server. Reload the page; if that does not help, tell "
    "whoever runs it: the server's own window says more.",
}


class Page(JupyterHandler):
    """A page for people: its token is checked, kept as a cookie and taken out of the address."""

    role = LEARNER
    identity_provider: Doorkeeper

    async def prepare(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Admit or refuse; a token leaves by a redirect."""
        await super().prepare(**kwargs)
        token = self.get_query_argument("token", None)
        if token is not None:
            role = self.identity_provider.role_of(token)
            if role is None and (self.role == INSTRUCTOR or self.identity_provider.auth_enabled):
                raise HTTPError(403)
            if role is not None:
                self.identity_provider.admit(self, role)
            self.redirect(self._address_without_token())
        elif not self.identity_provider.may(self, self.role):
            raise HTTPError(403)

    @property
    def content_security_policy(self) -> str:
        """Everything from this server and nothing from any other, as browsers enforce it."""
        host = self.request.host
        return "; ".join(
            [
                "default-src 'self'",
                # Widgets' modules come through the kernel as blobs; Voilà's JSON schemas use eval.
                "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                f"connect-src 'self' data: blob: ws://{host} wss://{host}",
                "worker-src 'self' blob:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            ]
        )

    def set_default_headers(self) -> None:
        """No referrer: an address may have held a token."""
        super().set_default_headers()
        self.set_header("Referrer-Policy", "same-origin")

    def page(self, name: str, **values: Any) -> str:
        """One of our own page templates, filled in."""
        template = self.settings["musclekit_pages"].get_template(name)
        return template.render(
            base_url=self.base_url, **self.settings["musclekit_assets"], **values
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says what to do, in place of Jupyter's."""
        advice = _ADVICE.get(status_code, _ADVICE[500]) if self.check_host() else _FOREIGN
        phrase = HTTPStatus(status_code).phrase
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.page("error.html", status=status_code, phrase=phrase, advice=advice))

    def _address_without_token(self) -> str:
        kept = [
            (name, value.decode("utf-8", "replace"))
            for name, values in self.request.query_arguments.items()
            for value in values
            if name != "token"
        ]
        # Two slashes at the start would name another host.
        path = "/" + self.request.path.lstrip("/\\")
        return path + (f"?{urlencode(kept)}" if kept else "")


class Index(Page):
    """The lessons in teaching order, with aims and minutes."""

    @allow_unauthenticated
    async def get(self) -> None:
        """List them; the dashboard too, for an instructor."""
        served = self.settings["musclekit_lessons"]
        instructor = self.identity_provider.may(self, INSTRUCTOR)
        self.set_header("Cache-Control", "no-store")
        self.finish(
            self.page(
                "index.html",
                lessons=served.lessons,
                dashboard=served.dashboard if instructor else None,
            )
        )


class LessonPage(Page, VoilaHandler):
    """One lesson, run by Voilà in a kernel of its own."""

    @allow_unauthenticated
    async def get(self, stem: str) -> None:
        """Run and stream the lesson of that name."""
        lesson = self.settings["musclekit_lessons"].get(stem)
        await self.show(lesson)

    async def show(self, lesson: Lesson | None) -> None:
        """Stream the lesson's page as its cells finish."""
        if lesson is None:
            raise HTTPError(404)
        drop_failed(self.kernel_manager)
        hurry(self.kernel_manager, lesson.path)
        try:
            await self._stream(lesson)
        finally:
            refill(self.kernel_manager, lesson.path)

    async def _stream(self, lesson: Lesson) -> None:
        beats = 0
        async for html in self.get_generator(path=lesson.path):
            # Voilà sends its heartbeat for ever when a kernel dies while the page is made.
            beats = beats + 1 if html.startswith(_HEARTBEAT) else 0
            if beats > _PATIENCE:
                self.write(_GIVEN_UP)
                break
            self.write(html)
            await self.flush()


class ClassPage(LessonPage):
    """The class dashboard, for the instructor's token alone; its kernels are not preheated."""

    role = INSTRUCTOR

    @allow_unauthenticated
    async def get(self) -> None:  # type: ignore[override]
        """Run and stream the dashboard."""
        await self.show(self.settings["musclekit_lessons"].dashboard)


class NotFound(Page):
    """Every other address."""

    async def prepare(self, **kwargs: Any) -> None:  # type: ignore[override]
        """No token is taken here, so there is nowhere to be sent."""
        if self.get_query_argument("token", None) is not None:
            raise HTTPError(404)
        await super().prepare(**kwargs)

    @allow_unauthenticated
    async def get(self) -> None:
        """Say so."""
        raise HTTPError(404)

    head = post = put = delete = patch = options = get  # type: ignore[assignment]
