"""In what order lessons are prepared, and how many at once."""

from __future__ import annotations

import asyncio

import pytest

from musclekit.serve.turns import Ended, Turns


class Class:
    """Lessons that wait for their turn and work until they are told to stop."""

    def __init__(self, turns: Turns, *names: str) -> None:
        self.turns, self.begun = turns, []
        self.tasks = [asyncio.ensure_future(self.work(name)) for name in names]

    async def work(self, name):
        await self.turns.take(name)
        self.begun.append(name)


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


def test_turns_come_in_order_and_no_more_at_once_than_places():
    async def lesson_by_lesson():
        one = Class(Turns(1, ["a", "b", "c"]), "c", "other", "b", "a")
        await settled()
        assert one.begun == ["c"]  # came first, to a free place
        for expected in ("a", "b", "other"):
            one.turns.give_back(one.begun[-1])
            await settled()
            assert one.begun[-1] == expected
        assert len(one.begun) == 4

    asyncio.run(lesson_by_lesson())


def test_who_is_waited_for_passes_at_once_and_the_places_stay_as_many():
    async def hurried():
        one = Class(Turns(1, "abc"), "a", "b", "c")
        await settled()
        one.turns.hurry("c")
        await settled()
        assert one.begun == ["a", "c"]
        one.turns.give_back("a")
        await settled()
        assert one.begun == ["a", "c"]  # two at work, one place: nobody follows the first
        one.turns.give_back("c")
        await settled()
        assert one.begun == ["a", "c", "b"]

    asyncio.run(hurried())


def test_who_is_waited_for_before_it_comes_passes_when_it_comes():
    async def hurried():
        turns = Turns(1)
        await turns.take("a")
        turns.hurry("b")
        one = Class(turns, "b", "b")
        await settled()
        assert one.begun == ["b"]  # once: the next of the name waits

    asyncio.run(hurried())


def test_one_that_gives_up_waiting_is_passed_over():
    async def cancelled():
        one = Class(Turns(1), "a", "b", "c")
        await settled()
        one.tasks[1].cancel()
        await settled()
        one.turns.give_back("a")
        await settled()
        assert one.begun == ["a", "c"]

    asyncio.run(cancelled())


def test_one_that_gives_up_as_its_turn_comes_leaves_its_place():
    async def cancelled():
        one = Class(Turns(1), "a", "b", "c")
        await settled()
        one.turns.give_back("a")  # b may begin, and does not live to see it
        one.tasks[1].cancel()
        await settled()
        assert one.begun == ["a", "c"]

    asyncio.run(cancelled())


def test_one_at_work_needs_no_hurry_and_the_next_of_its_name_waits():
    async def hurried():
        one = Class(Turns(1), "a", "b")
        await settled()
        one.turns.hurry("a")
        again = Class(one.turns, "a")
        await settled()
        assert one.begun + again.begun == ["a"]

    asyncio.run(hurried())


def test_at_the_end_all_that_wait_are_sent_away():
    async def ended():
        one = Class(Turns(1), "a", "b")
        await settled()
        one.turns.end()
        with pytest.raises(Ended):
            await one.tasks[1]
        with pytest.raises(Ended):
            await one.turns.take("c")

    asyncio.run(ended())
