"""Who is learning in this kernel and where answers go; knows nobody until a browser says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from musclekit.assessment import hub_learner, learner_from_secret, new_secret
from musclekit.errors import MusclekitError, StoreError

if TYPE_CHECKING:
    from musclekit.assessment import Attempt, Learner


class Session:
    """The learner and the store of one kernel.

    A kernel may be started before anyone asks for its page, so the learner is told by the page
    itself: the hub's user where there is a hub, else the holder of the browser's cookie.

    Attributes
    ----------
    learner : Learner or None
    trouble : str
        Why answers are not being kept, "" when they are.
    """

    _shared: ClassVar[Session | None] = None

    def __init__(self) -> None:
        self.learner: Learner | None = None
        self.trouble = ""
        self._store: Any = None
        self._waiting: list[Attempt] = []
        self._nameless: list[Callable[[Learner], Attempt]] = []
        self._declined = False
        self._heard_by: list[Callable[[], None]] = []

    @classmethod
    def shared(cls) -> Session:
        """The kernel's session."""
        if cls._shared is None:
            cls._shared = cls()
        return cls._shared

    def tell(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the learner or the trouble changes."""
        self._heard_by.append(listener)

    def arrive(self, secret: str = "", name: str = "") -> None:
        """A page is there: its hub user, or the holder of its cookie, or nobody yet.

        A page without a cookie makes the kernel forget whom it knew: in JupyterLab a second
        browser may come to the same kernel.
        """
        found = hub_learner()
        if found is None and secret:
            found = learner_from_secret(secret, name)
        if found != self.learner:
            self.learner = found
            self._announce()

    def introduce(self, name: str) -> str:
        """A learner not seen before gives a name; answers given before it are kept under it.

        Returns
        -------
        str
            The secret their browser must keep.

        Raises
        ------
        MusclekitError
            If the name has no visible character.
        """
        secret = new_secret()
        self.learner = learner_from_secret(secret, name)
        self._waiting += [made(self.learner) for made in self._nameless]
        self._nameless.clear()
        self.retry()
        self._announce()
        return secret

    def decline(self) -> None:
        """The learner wants nothing kept."""
        self._declined = True
        self._nameless.clear()

    def leave(self) -> None:
        """Forget the learner, so that another can sit down at this browser."""
        self.learner, self._declined = None, False
        self._nameless.clear()
        self._announce()

    def keep(self, made: Callable[[Learner], Attempt], secret: str) -> None:
        """Append an attempt; one that cannot be written waits here and is tried again.

        Parameters
        ----------
        made : callable
            Gives the attempt of a learner; called when there is one.
        secret : str
            What the browser that sent the answer holds, "" when nothing.

        Raises
        ------
        MusclekitError
            If another learner's page has come to this kernel since.
        """
        learner = self.learner
        if learner is None:
            if not self._declined:
                self._nameless.append(made)
            return
        hub = learner.id.startswith("hub:")
        if not hub and learner_from_secret(secret, learner.name).id != learner.id:
            raise MusclekitError(
                "Somebody else has opened this notebook since, so this answer was not kept.",
                remedy="Reload the page.",
            )
        self._waiting.append(made(learner))
        self.retry()

    def retry(self) -> None:
        """Write what is waiting."""
        trouble = ""
        while self._waiting and not trouble:
            try:
                self._open().record(self._waiting[0])
                self._waiting.pop(0)
            except StoreError as error:
                self._store, trouble = None, str(error)
            except MusclekitError as error:  # never writable: it must not hold up the others
                self._waiting.pop(0)
                trouble = str(error)
        if trouble != self.trouble:
            self.trouble = trouble
            self._announce()

    def attempts(self, bank: str) -> tuple[Attempt, ...]:
        """The learner's attempts at a bank, oldest first; empty when nobody is known."""
        if self.learner is None:
            return ()
        kept: tuple[Attempt, ...] = ()
        try:
            kept = tuple(self._open().attempts(learner=self.learner.id, bank=bank))
        except MusclekitError as error:
            self._store, self.trouble = None, str(error)
        mine = (x for x in self._waiting if (x.learner, x.bank) == (self.learner.id, bank))
        return (*kept, *mine)

    @staticmethod
    def now() -> datetime:
        """The time an attempt is made at."""
        return datetime.now(UTC)

    def _open(self):
        if self._store is None:
            from musclekit.assessment.store import open_store

            self._store = open_store()
        return self._store

    def _announce(self) -> None:
        for listener in self._heard_by:
            listener()
