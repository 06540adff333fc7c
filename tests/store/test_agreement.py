from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from locator.store import Decision, Store, agreement
from tests.store.conftest import FOOT, moved, result, write_batch


def test_two_reviewers(batch: Path) -> None:
    photos = tuple(result(f"{n}.jpg", dataclasses.replace(FOOT, score=0.1)) for n in range(4))
    write_batch(batch, photos)
    with Store.create(batch) as store:
        store.import_batch(batch)
        for number, photo in enumerate(photos):
            name = photo.image.file
            store.review(name, 1, "ann", Decision.ACCEPT)
            opinion = moved(store.found(name), "toe1_tip", 20, 12 + number)
            if number == 3:
                opinion = dataclasses.replace(opinion, feet=(dataclasses.replace(opinion.feet[0], side="right", view="dorsal"),))
            store.review(name, 1, "bob", Decision.CORRECT, result=opinion, blind=True)
        # Who has seen the first opinion, or takes back their own, says nothing about agreement.
        store.review("0.jpg", 2, "eve", Decision.ACCEPT)
        agreed = agreement(store.reviews())
    assert (agreed.pairs, agreed.feet, agreed.lacking_feet) == (4, 4, 0)
    assert agreed.side_kappa == pytest.approx(0)
    assert agreed.view_kappa == pytest.approx(0)
    length = (40**2 + 100**2) ** 0.5
    toe = agreed.landmarks["toe1_tip"]
    assert (toe.count, toe.lacking) == (4, 0)
    assert toe.median == pytest.approx(1.5 / length)
    assert toe.mean == pytest.approx(1.5 / length)
    assert agreed.landmarks["heel_back"].median == 0


def test_nothing_to_compare() -> None:
    agreed = agreement([])
    assert (agreed.pairs, agreed.side_kappa, agreed.landmarks) == (0, None, {})
