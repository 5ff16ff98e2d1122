"""Turns: lessons are prepared a few at a time, the one a visitor waits for at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence


class Ended(Exception):
    """The server stops: what still waits is not to be prepared."""


class Turns:
    """Hands out places to work, in a given order.

    Parameters
    ----------
    at_once : int
        Places.
    order : sequence of str
        Names, the earlier the sooner; others come last.
    """

    def __init__(self, at_once: int, order: Sequence[str] = ()) -> None:
        self._free = at_once
        self._rank = {name: rank for rank, name in enumerate(order)}
        self._waiting: list[tuple[str, asyncio.Future]] = []
        self._working: list[str] = []
        self._hurried: set[str] = set()
        self._ended = False

    async def take(self, name: str) -> None:
        """Wait for a place.

        Raises
        ------
        Ended
            If there will be none.
        """
        if self._ended:
            raise Ended
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((name, turn))
        self._waiting.sort(key=lambda one: self._rank.get(one[0], len(self._rank)))
        if name in self._hurried:
            self.hurry(name)
        self._call()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back(name)
            self._waiting = [one for one in self._waiting if one[1] is not turn]
            raise

    def give_back(self, name: str) -> None:
        """Leave a place."""
        self._working.remove(name)
        self._free += 1
        self._call()

    def hurry(self, name: str) -> None:
        """Let a name pass before its turn, even where no place is free; or as soon as it comes.

        One that has a place already needs no hurry.
        """
        waiting = next((one for one in self._waiting if one[0] == name), None)
        if waiting is not None:
            self._hurried.discard(name)
            self._pass(waiting)
        elif name not in self._working:
            self._hurried.add(name)

    def end(self) -> None:
        """Send all that wait away."""
        self._ended = True
        for _, turn in self._waiting:
            if not turn.done():
                turn.set_exception(Ended())
        self._waiting = []

    def _call(self) -> None:
        while self._free > 0 and self._waiting:
            self._pass(self._waiting[0])

    def _pass(self, waiting: tuple[str, asyncio.Future]) -> None:
        self._waiting.remove(waiting)
        if not waiting[1].done():
            self._free -= 1
            self._working.append(waiting[0])
            waiting[1].set_result(None)
