from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from locator.batch import Job, jobs


def test_stems() -> None:
    given_photos = [Path("a/x.jpg"), Path("a/x.png"), Path("a/y.jpg"), Path("b/x.jpg"), Path("b/Y.jpg")]
    assert [job.stem for job in jobs(given_photos)] == ["x.jpg", "x.png", "y.jpg", "x.jpg-2", "Y.jpg-2"]
    assert [job.stem for job in jobs([Path("foot.one.jpg")])] == ["foot.one"]


names = st.text("aAb.-2", min_size=1, max_size=4).filter(lambda name: name.strip("."))


@given(
    st.lists(
        st.builds(
            lambda folder, name, end: Path(folder) / f"{name}{end}",
            st.sampled_from("pq"),
            names,
            st.sampled_from([".jpg", ".png"]),
        )
    )
)
def test_no_two_photos_share_their_output(photos: list[Path]) -> None:
    stems = [job.stem.casefold() for job in jobs(photos)]
    assert len(set(stems)) == len(photos)
    assert jobs(photos) == jobs(list(photos))


def test_a_tree_is_mirrored() -> None:
    photos = [Path("/p/left/x.jpg"), Path("/p/right/x.jpg"), Path("/p/right/x.png"), Path("/p/x.one.jpg"), Path("/p/Left/X.png")]
    assert jobs(photos, Path("/p")) == [
        Job(photos[0], "left/x.jpg", "left/x.jpg"),
        Job(photos[1], "right/x.jpg", "right/x.jpg"),
        Job(photos[2], "right/x.png", "right/x.png"),
        Job(photos[3], "x.one", "x.one.jpg"),
        Job(photos[4], "Left/X.png", "Left/X.png"),
    ]


def test_names_that_are_no_utf8_stay_apart() -> None:
    photos = [Path("/p/\udcff.jpg"), Path("/p/\udcfe.jpg")]
    assert len({job.file for job in jobs(photos, Path("/p"))}) == 2


@given(st.lists(st.tuples(st.sampled_from("pP"), names, st.sampled_from([".jpg", ".png"])), unique=True))
def test_no_two_photos_of_a_tree_share_their_output(parts: list[tuple[str, str, str]]) -> None:
    photos = [Path("/root") / folder / f"{name}{end}" for folder, name, end in parts]
    made = jobs(photos, Path("/root"))
    assert len({job.stem.casefold() for job in made}) == len({job.file for job in made}) == len(photos)
