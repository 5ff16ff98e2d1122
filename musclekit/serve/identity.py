"""Who may open what: learners by one token or none, instructors by another."""

from __future__ import annotations

import hmac
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

LEARNER, INSTRUCTOR = "learner", "instructor"
DAYS = 30


class Doorkeeper(IdentityProvider):
    """Knows a request's role from its signed cookie; tokens are looked at once, by the pages.

    The parent application has `learner_token` ("" lets every learner in) and `instructor_token`.
    """

    parent: Any

    @property
    def auth_enabled(self) -> bool:
        """Whether learners need a token."""
        return bool(self.parent.learner_token)

    def role_of(self, token: str) -> str | None:
        """The role a token gives, or None if it gives none."""
        wanted = {INSTRUCTOR: self.parent.instructor_token, LEARNER: self.parent.learner_token}
        for role, secret in wanted.items():
            if secret and hmac.compare_digest(token.encode(), secret.encode()):
                return role
        return None

    def may(self, handler: RequestHandler, role: str) -> bool:
        """Whether the request may do what `role` may; an instructor may do all."""
        if role == LEARNER and not self.auth_enabled:
            return True
        return any(
            handler.get_signed_cookie(self._cookie(has), max_age_days=DAYS) == has.encode()
            for has in {role, INSTRUCTOR}
        )

    def admit(self, handler: RequestHandler, role: str) -> None:
        """Set the role's cookie, readable by the server alone."""
        handler.set_signed_cookie(
            self._cookie(role),
            role,
            expires_days=DAYS,
            path=self.parent.base_url,
            httponly=True,
            secure=handler.request.protocol == "https",
            # Lax for learners: the first click may come from a course page on another site.
            samesite="Strict" if role == INSTRUCTOR else "Lax",
        )

    def get_user(self, handler: RequestHandler) -> User | None:
        """Jupyter's name for the role, None for a stranger."""
        for role in (INSTRUCTOR, LEARNER):
            if self.may(handler, role):
                return User(username=role)
        return None

    def is_token_authenticated(self, handler: RequestHandler) -> bool:
        """Never: a token in an address must not switch off origin and forgery checks."""
        return False

    def _cookie(self, role: str) -> str:
        # Browsers share cookies between the ports of a host.
        return f"musclekit-{role}-{self.parent.port}"
