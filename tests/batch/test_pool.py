from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from locator.batch.pool import _AHEAD, Lost, in_order
from tests.batch import work


def test_answers_come_in_the_order_of_the_questions() -> None:
    assert list(in_order(work.uneven, range(10), 2)) == [(n, n * n) for n in range(10)]


def test_questions_are_taken_as_they_are_needed() -> None:
    taken = []

    def endless() -> Iterator[int]:
        for number in range(10**6):
            taken.append(number)
            yield number

    answers = in_order(work.uneven, endless(), 1)
    assert [next(answers) for _ in range(3)] == [(0, 0), (1, 1), (2, 4)]
    answers.close()  # type: ignore[attr-defined]
    assert len(taken) <= _AHEAD + 4


def test_a_worker_that_dies_or_never_ends_costs_one_question() -> None:
    answers = dict(in_order(work.doomed, range(6), 2, patience=5))
    assert {number: answers[number] for number in (0, 1, 3, 5)} == {0: 0, 1: 1, 3: 3, 5: 5}
    assert answers[2] == Lost("its process was ended by SIGSEGV")
    assert answers[4] == Lost("it took more than 5 s")


def test_what_stops_every_question_is_raised() -> None:
    with pytest.raises(OSError, match="No space left"):
        list(in_order(work.refusing, range(3), 1))


def test_each_worker_has_one_thread_and_this_process_keeps_its_own() -> None:
    before = dict(os.environ)
    assert list(in_order(work.threads, [0], 1)) == [(0, "1 1 1")]
    assert dict(os.environ) == before


def test_no_worker_waits_for_whoever_reads_the_answers(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abc"]
    answers = in_order(work.touch, paths, 1)
    assert next(answers) == (paths[0], "a")
    end = time.monotonic() + 60
    while not paths[1].exists():  # though nobody has asked for it yet
        assert time.monotonic() < end
        time.sleep(0.02)
    assert list(answers) == [(paths[1], "b"), (paths[2], "c")]


def test_nothing_is_taken_ahead_where_each_answer_is_waited_for() -> None:
    taken = []
    answers = in_order(work.uneven, (taken.append(n) or n for n in range(4)), 2, ahead=0)
    for number in range(4):
        assert next(answers) == (number, number * number)
        assert taken == list(range(number + 1))
    assert list(answers) == []
