from __future__ import annotations

import dataclasses
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from locator.errors import StaleReview, StoreError
from locator.store import Decision, State, Store, Wish
from locator.store.imports import audit_draw
from locator.types import Result
from tests.store.conftest import FOOT, RESULTS_OF_THE_BATCH, moved, result, write_batch


def names(store: Store, reviewer: str = "ann", wish: Wish = Wish(), **part: int | None) -> list[str]:  # noqa: B008
    return [item.name for item in store.queue(reviewer, wish, **part)]  # type: ignore[arg-type]


def decide(store: Store, name: str, reviewer: str, decision: Decision, **more: object) -> None:
    store.review(name, store.item(name).version, reviewer, decision, **more)  # type: ignore[arg-type]


class TestImport:
    def test_what_came_in(self, store: Store, batch: Path) -> None:
        item = store.item("side.jpg")
        assert (item.state, item.version, item.width, item.height) == (State.PENDING, 1, 60, 120)
        assert item.path == Path("/photos/side.jpg")
        assert item.picture is None
        assert item.reasons == ("side_score",)
        assert store.item("bad.jpg").state is State.FAILED
        found = store.found("sure.jpg")
        assert dataclasses.replace(found.feet[0], points=(), zones=(), cun=None) == FOOT
        assert {point.code for point in found.feet[0].points} >= {"KI1"}
        again = store.import_batch(batch, audited=0)
        assert (again.new, again.changed, again.same) == (0, 0, 5)

    def test_a_drawing_beside_the_record_is_known(self, store: Store, batch: Path) -> None:
        (batch / "new.annotated.jpg").touch()
        write_batch(batch, (result("new.jpg", FOOT),))
        assert store.import_batch(batch).new == 1
        assert store.item("new.jpg").picture == batch / "new.annotated.jpg"

    def test_a_new_record_counts_where_nobody_has_decided(self, store: Store, batch: Path) -> None:
        decide(store, "unsure.jpg", "ann", Decision.ACCEPT)
        stale = store.item("side.jpg").version
        better = dataclasses.replace(FOOT, score=0.5)
        write_batch(batch, tuple(dataclasses.replace(one, feet=(better,) * len(one.feet)) for one in RESULTS_OF_THE_BATCH))
        again = store.import_batch(batch, audited=0)
        assert (again.new, again.changed, again.same) == (0, 3, 2)
        assert store.item("unsure.jpg").state is State.ACCEPTED
        assert store.item("side.jpg").reasons == ()
        with pytest.raises(StaleReview, match=r"a new import changed side\.jpg"):
            store.review("side.jpg", stale, "ann", Decision.ACCEPT)

    def test_the_audit_is_drawn_by_name_alone(self, where: str | Path, batch: Path) -> None:
        many = tuple(result(f"{n}.jpg", FOOT) for n in range(400))
        write_batch(batch, many)
        with Store.create(where) as store:
            store.import_batch(batch, audited=0.1, seed=7)
            queue = names(store, limit=None)
        assert queue == sorted(
            (n for n in (one.image.file for one in many) if audit_draw(n, 7) < 0.1), key=lambda n: -audit_draw(n, 7)
        )
        assert 20 < len(queue) < 60
        assert {n for n in queue if audit_draw(n, 8) < 0.1} != set(queue)

    def test_a_share_out_of_range(self, store: Store, batch: Path) -> None:
        with pytest.raises(StoreError, match=r"from 0 to 1, got 5"):
            store.import_batch(batch, audited=5)


class TestQueue:
    def test_the_neediest_first(self, store: Store) -> None:
        assert names(store) == ["unsure.jpg", "side.jpg", "none.jpg"]
        assert names(store, limit=1, offset=1) == ["side.jpg"]
        assert names(store, wish=Wish("open")) == ["unsure.jpg", "side.jpg", "none.jpg", "sure.jpg"]

    def test_filters(self, store: Store) -> None:
        assert names(store, wish=Wish(side="right")) == ["side.jpg"]
        assert names(store, wish=Wish(view="plantar")) == ["unsure.jpg", "side.jpg"]
        assert names(store, wish=Wish(side="right", view="dorsal")) == []
        assert names(store, wish=Wish(reason="refused")) == ["none.jpg"]
        assert names(store, wish=Wish(reason="%")) == []
        assert names(store, wish=Wish(name="SIDE")) == ["side.jpg"]
        assert names(store, wish=Wish(name="s_de")) == []
        assert names(store, wish=Wish("failed")) == ["bad.jpg"]
        assert set(names(store, wish=Wish("all"))) == {one.image.file for one in RESULTS_OF_THE_BATCH}
        assert store.count("ann") == 3
        assert store.count("ann", Wish("all")) == 5
        with pytest.raises(StoreError, match=r"no selection 'mine'; choose one of queue, second"):
            names(store, wish=Wish("mine"))  # type: ignore[arg-type]

    def test_by_who_has_looked_and_by_state(self, store: Store) -> None:
        decide(store, "side.jpg", "ann", Decision.ACCEPT)
        decide(store, "none.jpg", "bob", Decision.REJECT)
        assert names(store, wish=Wish("all", by="bob")) == ["none.jpg"]
        assert names(store, wish=Wish("accepted")) == ["side.jpg"]
        item = store.item("side.jpg")
        assert (item.changed_by, item.feet) == ("ann", "right plantar")

    def test_audited_ones_alone(self, where: str | Path, batch: Path) -> None:
        with Store.create(where) as store:
            store.import_batch(batch, audited=1)
            assert names(store, wish=Wish(reason="audit")) == [item.name for item in store.queue("ann") if item.audited]
            assert store.count("ann", Wish(reason="audit")) == 4

    def test_what_is_decided_leaves_it_and_what_is_skipped_goes_last(self, store: Store) -> None:
        decide(store, "unsure.jpg", "ann", Decision.SKIP)
        decide(store, "side.jpg", "ann", Decision.ACCEPT)
        assert names(store) == ["none.jpg"]
        assert names(store, "bob") == ["none.jpg", "unsure.jpg"]

    def test_second_opinions(self, store: Store) -> None:
        decide(store, "side.jpg", "ann", Decision.ACCEPT)
        decide(store, "none.jpg", "ann", Decision.REJECT)
        assert names(store, "bob", Wish("second")) == ["side.jpg"]
        assert names(store, "ann", Wish("second")) == []
        decide(store, "side.jpg", "bob", Decision.ACCEPT, blind=True)
        assert names(store, "bob", Wish("second")) == []


class TestReview:
    def test_a_correction_holds_with_its_author_time_and_reason(self, store: Store) -> None:
        began = datetime.now(UTC)
        found = store.found("unsure.jpg")
        item = store.review(
            "unsure.jpg",
            1,
            "ann",
            Decision.CORRECT,
            result=moved(found, "toe1_tip", 25, 14),
            reason="on the nail",
            note="blurred",
        )
        assert (item.state, item.version) == (State.CORRECTED, 2)
        current = store.current("unsure.jpg")
        assert current.feet[0].landmarks["toe1_tip"].xy == (25, 14)
        assert current.feet[0].landmarks["toe1_tip"].corrected
        assert current.feet[0].points
        assert current.feet[0].points != found.feet[0].points
        assert store.found("unsure.jpg") == found
        (told,) = store.reviews("unsure.jpg")
        assert (told.reviewer, told.decision, told.reason, told.note) == ("ann", Decision.CORRECT, "on the nail", "blurred")
        assert began <= told.at <= datetime.now(UTC)
        assert [(one.image.file, who) for one, who in store.decided()] == [("unsure.jpg", "ann")]

    def test_one_who_comes_too_late_is_told_who_was_first(self, store: Store) -> None:
        seen = store.item("side.jpg").version
        store.review("side.jpg", seen, "ann", Decision.CORRECT, result=moved(store.found("side.jpg"), "toe1_tip", 30, 15))
        with pytest.raises(StaleReview, match=r"ann changed side\.jpg at .* UTC.*open it again") as caught:
            store.review("side.jpg", seen, "bob", Decision.REJECT)
        assert caught.value.by == "ann"
        assert store.item("side.jpg").state is State.CORRECTED
        assert len(list(store.reviews("side.jpg"))) == 1
        decide(store, "side.jpg", "bob", Decision.REJECT)
        assert store.item("side.jpg").state is State.REJECTED

    def test_of_many_at_once_one_comes_first(self, store: Store) -> None:
        outcomes: list[str] = []
        ready = threading.Barrier(6)
        corrected = {n: moved(store.found("side.jpg"), "toe1_tip", 20 + n, 15) for n in range(6)}

        def work(number: int) -> None:
            ready.wait()
            try:
                store.review("side.jpg", 1, f"r{number}", Decision.CORRECT, result=corrected[number])
                outcomes.append(f"r{number}")
            except StaleReview as error:
                outcomes.append(f"after {error.by}")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (first,) = [one for one in outcomes if one.startswith("r")]
        assert sorted(outcomes) == sorted([first, *[f"after {first}"] * 5])
        assert store.current("side.jpg").feet[0].landmarks["toe1_tip"].x == 20 + int(first[1:])

    def test_undo_takes_back_ones_own_last_decision(self, store: Store) -> None:
        decide(store, "side.jpg", "ann", Decision.ACCEPT)
        decide(store, "side.jpg", "ann", Decision.CORRECT, result=moved(store.found("side.jpg"), "toe1_tip", 30, 15))
        with pytest.raises(StoreError, match=r"bob has decided nothing about side\.jpg"):
            store.undo("side.jpg", store.item("side.jpg").version, "bob")
        with pytest.raises(StaleReview):
            store.undo("side.jpg", 1, "ann")
        assert store.undo("side.jpg", store.item("side.jpg").version, "ann").state is State.ACCEPTED
        assert store.current("side.jpg") == store.found("side.jpg")
        assert store.undo("side.jpg", store.item("side.jpg").version, "ann").state is State.PENDING
        assert [told.undone for told in store.reviews("side.jpg")] == [True, True]
        with pytest.raises(StoreError, match="decided nothing"):
            store.undo("side.jpg", store.item("side.jpg").version, "ann")

    def test_a_blind_opinion_changes_nothing(self, store: Store) -> None:
        decide(store, "side.jpg", "ann", Decision.CORRECT, result=moved(store.found("side.jpg"), "toe1_tip", 30, 15))
        before = store.current("side.jpg")
        item = store.review("side.jpg", 0, "bob", Decision.CORRECT, result=moved(before, "toe1_tip", 40, 15), blind=True)
        assert (item.state, item.version, item.name) == (State.CORRECTED, 2, "side.jpg")
        assert store.current("side.jpg") == before

    def test_a_blind_opinion_is_taken_back_alone(self, store: Store) -> None:
        decide(store, "side.jpg", "ann", Decision.ACCEPT)
        for reviewer in ("bob", "cid"):
            decide(store, "side.jpg", reviewer, Decision.ACCEPT, blind=True)
        item = store.undo("side.jpg", 0, "bob", blind=True)
        assert (item.state, item.version) == (State.ACCEPTED, 2)
        assert [(told.reviewer, told.undone) for told in store.reviews()] == [("ann", False), ("bob", True), ("cid", False)]
        assert names(store, "bob", Wish("second")) == ["side.jpg"]
        with pytest.raises(StoreError, match="bob has decided nothing"):
            store.undo("side.jpg", 0, "bob", blind=True)

    @pytest.mark.parametrize(
        ("name", "reviewer", "decision", "found", "says"),
        [
            ("gone.jpg", "ann", Decision.ACCEPT, None, "no photo 'gone.jpg'"),
            ("bad.jpg", "ann", Decision.ACCEPT, None, "could not be read"),
            ("side.jpg", " ", Decision.ACCEPT, None, "reviewer's name"),
            ("side.jpg", "ann", Decision.CORRECT, None, "corrected result"),
            ("side.jpg", "ann", Decision.ACCEPT, result("side.jpg", FOOT), "corrected result"),
        ],
    )
    def test_what_cannot_be_decided(
        self, store: Store, name: str, reviewer: str, decision: Decision, found: Result | None, says: str
    ) -> None:
        with pytest.raises(StoreError, match=says):
            store.review(name, 1, reviewer, decision, result=found)
        assert list(store.reviews()) == []


def test_progress(store: Store) -> None:
    assert store.progress().queued == 3
    decide(store, "side.jpg", "ann", Decision.ACCEPT)
    decide(store, "none.jpg", "bob", Decision.REJECT)
    decide(store, "unsure.jpg", "bob", Decision.SKIP)
    progress = store.progress()
    assert progress.states == {
        State.PENDING: 1,
        State.FAILED: 1,
        State.ACCEPTED: 1,
        State.REJECTED: 1,
        State.SKIPPED: 1,
    }
    assert (progress.total, progress.decided, progress.queued) == (5, 2, 1)
    assert progress.by_reviewer == {"ann": 1, "bob": 2}
