"""Kernels of lessons: told apart by who may reach them, culled when left alone."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from functools import cached_property
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError, authenticated
from traitlets import Integer, Set
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from musclekit.serve.identity import INSTRUCTOR
from musclekit.serve.lessons import PRIVATE_FOLDER
from musclekit.serve.turns import Turns

PREPARED_S = 120
"""A lesson that is prepared for longer no longer keeps the others waiting."""


class LessonKernels(AsyncMappingKernelManager):
    """Kernels that remember whether they are an instructor's, and rest in two steps.

    A kernel whose page is closed goes after `cull_idle_timeout`, one whose page is open but
    untouched after `cull_idle_timeout_connected` (seconds). As many lessons are prepared ahead of
    their visitors at once as there are processors, less one.
    """

    cull_idle_timeout_connected = Integer(3 * 3600).tag(config=True)

    private = Set(help="Ids of instructors' kernels.")

    @cached_property
    def turns(self) -> Turns:
        """Whose lesson is prepared next: in the order of the lessons."""
        lessons = getattr(self.parent, "lessons", None)
        order = [lesson.path for lesson in lessons.lessons] if lessons is not None else []
        return Turns(max(1, _processors() - 1), order)

    @cached_property
    def _keepers(self) -> set[asyncio.Future]:
        """What waits for lessons to be prepared; the loop alone would let go of it."""
        return set()

    async def _async_start_kernel(self, *, kernel_id=None, path=None, **kwargs):  # type: ignore[override]
        environment = kwargs.get("env", {})
        if environment.get("VOILA_PREHEAT") == "True":
            # Voilà hands the next learner's kernel the address the last one asked for.
            environment.pop("VOILA_REQUEST_URL", None)
            return await self._prepared(kernel_id=kernel_id, path=path, **kwargs)
        return await self._started(kernel_id=kernel_id, path=path, **kwargs)

    async def _prepared(self, **kwargs: Any) -> str:
        """Start a kernel ahead of its visitor, when it is its lesson's turn."""
        task = asyncio.current_task()
        pools: dict[str, list] = getattr(self, "_pools", {})
        notebook = next((name for name, pool in pools.items() if task in pool), "")
        await self.turns.take(notebook)
        keeper = asyncio.ensure_future(self._until_prepared(notebook, task))
        self._keepers.add(keeper)
        keeper.add_done_callback(self._keepers.discard)
        return await self._started(**kwargs)

    async def _until_prepared(self, notebook: str, task: asyncio.Task | None) -> None:
        """Keep the place until the lesson has run, or could not."""
        try:
            async with asyncio.timeout(PREPARED_S):
                rendering = (await asyncio.shield(task))["task"]  # type: ignore[arg-type]
                await asyncio.shield(rendering)
        except Exception:  # whoever asks for the page is told; here the place counts
            pass
        finally:
            self.turns.give_back(notebook)

    async def _started(self, *, kernel_id: Any, path: Any, **kwargs: Any) -> str:
        kernel_id = await super()._async_start_kernel(kernel_id=kernel_id, path=path, **kwargs)
        if path == PRIVATE_FOLDER:
            self.private.add(kernel_id)
        return kernel_id

    start_kernel = _async_start_kernel  # type: ignore[assignment]

    async def _async_shutdown_all(self, now: bool = True) -> None:  # type: ignore[override]
        """End all kernels at once: one still starting would answer a request with a traceback."""
        self.turns.end()
        await asyncio.gather(*self._pending_kernels.values(), return_exceptions=True)
        for never_started in set(self._pending_kernels) - set(self._kernels):
            del self._pending_kernels[never_started]
        await super()._async_shutdown_all(now=now)

    shutdown_all = _async_shutdown_all  # type: ignore[assignment]

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Shut a kernel down if its page is closed, or open but long untouched."""
        await super().cull_kernel_if_idle(kernel_id)
        kernel = self._kernels.get(kernel_id)
        active = getattr(kernel, "last_activity", None)
        if active is None or getattr(kernel, "execution_state", "") == "busy":
            return
        if utcnow() - active > timedelta(seconds=self.cull_idle_timeout_connected):
            await ensure_async(self.shutdown_kernel(kernel_id))


def drop_failed(manager: Any) -> None:
    """Take kernels that could not be prepared out of Voilà's pools, which keep them otherwise.

    The next page of such a lesson would fail with them, and so would ending any other kernel.
    """
    for pool in getattr(manager, "_pools", {}).values():  # there are none without --pool
        pool[:] = [task for task in pool if not _failed(task)]


def hurry(manager: Any, notebook: str) -> None:
    """Prepare a lesson that a visitor waits for before all others."""
    pool = getattr(manager, "_pools", {}).get(notebook)
    if pool and not pool[0].done():
        manager.turns.hurry(notebook)


def refill(manager: Any, notebook: str) -> None:
    """Start what a lesson's pool lacks; one try for each visit, so a broken one costs little."""
    if notebook in getattr(manager, "_pools", {}):
        manager.fill_if_needed(notebook_name=notebook)


def _processors() -> int:
    """That this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _failed(task: asyncio.Task) -> bool:
    """Whether the kernel did not start, or the lesson could not be rendered in it."""
    if not task.done():
        return False
    if task.cancelled() or task.exception():
        return True
    rendering = task.result()["task"]
    return rendering.done() and bool(rendering.cancelled() or rendering.exception())


class _OwnKernel:
    """Handlers named by a kernel id: an instructor's kernel is the instructor's alone."""

    async def prepare(self, *args: Any, **kwargs: Any) -> Any:
        drop_failed(self.kernel_manager)  # type: ignore[attr-defined]
        done = await super().prepare(*args, **kwargs)  # type: ignore[misc]
        kernel_id = next(iter(self.path_kwargs.values() or self.path_args), "")  # type: ignore[attr-defined]
        private = kernel_id in self.kernel_manager.private  # type: ignore[attr-defined]
        if private and not self.identity_provider.may(self, INSTRUCTOR):  # type: ignore[attr-defined]
            raise HTTPError(404)
        return done


class Kernel(_OwnKernel, KernelHandler):
    """Whether a kernel lives; ending it has an address of its own."""

    SUPPORTED_METHODS = ("GET", "HEAD", "OPTIONS")


class Channels(_OwnKernel, VoilaKernelWebsocketHandler):
    """The page's own connection to its kernel."""


class Shutdown(_OwnKernel, VoilaShutdownKernelHandler):
    """The page's last word to its kernel; knowing the id is right enough, beside the origin."""

    def check_xsrf_cookie(self) -> None:
        """Not asked for: Voilà's pages never get that cookie."""

    @authenticated
    async def post(self, kernel_id: str) -> None:
        """End the kernel; one that has gone already, after a rest or a reload, is ended too."""
        if kernel_id in self.kernel_manager:
            await super().post(kernel_id)
        else:
            self.set_status(204)
            self.finish()


class RequestInfo(RequestInfoSocketHandler):
    """Tells a preheated kernel, once, which request it is for.

    Kernels connect without an Origin; pages always have one and are refused.
    """

    def prepare(self) -> None:
        """Refuse pages."""
        if self.request.headers.get("Origin"):
            raise HTTPError(403)

    def open(self, kernel_id: str) -> None:  # type: ignore[override]
        """Tell the kernel what is known, or remember that it waits."""
        self.kernel_id = kernel_id
        super().open(kernel_id)
        self._cache.pop(kernel_id, None)

    def on_close(self) -> None:
        """Forget it."""
        self._waiters.pop(self.kernel_id, None)
