"""A person's own list: it changes as asked, survives its file, and says what is wrong with another."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator import favourites as own
from locator.atlas import load_atlas
from locator.errors import AtlasError, RecordError
from locator.favourites import Own, OwnRoutine, OwnStep

KEYS = [entry.key for entry in load_atlas().entries]


def filled() -> Own:
    mine = own.with_favourite(own.with_favourite(Own(), "KI1"), "kidneys")
    mine = own.with_routine(mine, "睡前 evening")
    mine = own.with_step(mine, "睡前 evening", "LV-3", 90)
    return own.with_step(mine, "睡前 evening", "Yongquan")


def test_favourites_come_and_go() -> None:
    mine = own.with_favourite(own.with_favourite(Own(), "LV-3"), "湧泉")
    assert mine.favourites == ("LR3", "KI1")
    assert own.with_favourite(mine, "LR3").favourites == ("KI1",)
    with pytest.raises(AtlasError, match="QQ7"):
        own.with_favourite(mine, "QQ7")


def test_steps_are_added_moved_timed_and_taken_out() -> None:
    mine = filled()
    assert mine.routine("睡前 evening").steps == (OwnStep("LR3", 90), OwnStep("KI1", 60))
    assert mine.routine("睡前 evening").seconds == 150
    swapped = own.with_step_moved(mine, "睡前 evening", 1, -1)
    assert [step.key for step in swapped.routine("睡前 evening").steps] == ["KI1", "LR3"]
    assert own.with_step_moved(swapped, "睡前 evening", 0, -1) == swapped
    assert own.with_step_time(mine, "睡前 evening", 1, 30).routine("睡前 evening").seconds == 120
    assert own.without_step(mine, "睡前 evening", 0).routine("睡前 evening").steps == (OwnStep("KI1"),)
    assert own.without_routine(mine, "睡前 evening").routines == ()
    assert mine == filled(), "the old list is left as it was"


def test_what_cannot_be_done_is_told() -> None:
    mine = filled()
    for wrong, told in [
        (lambda: own.with_routine(mine, "睡前 evening"), "another name"),
        (lambda: own.with_routine(mine, "  "), "needs a name"),
        (lambda: own.with_step(mine, "morning", "KI1"), "no routine 'morning'.*睡前 evening"),
        (lambda: own.without_step(mine, "睡前 evening", 2), "no step 3"),
        (lambda: own.with_step_time(mine, "睡前 evening", 0, 2), "5 to 3600 seconds, got 2"),
        (lambda: Own().routine("a"), "make one first"),
    ]:
        with pytest.raises(RecordError, match=told):
            wrong()


def test_limits_hold() -> None:
    mine = Own(routines=(OwnRoutine("long", tuple(OwnStep("KI1") for _ in range(own.MOST_STEPS))),))
    with pytest.raises(RecordError, match="full with 100 steps"):
        own.with_step(mine, "long", "KI1")
    many = Own(routines=tuple(OwnRoutine(str(n)) for n in range(own.MOST_ROUTINES)))
    with pytest.raises(RecordError, match="at most 50"):
        own.with_routine(many, "one more")


@given(
    st.builds(
        Own,
        st.lists(st.sampled_from(KEYS), unique=True, max_size=6).map(tuple),
        st.lists(
            st.builds(
                OwnRoutine,
                st.text(min_size=1, max_size=80).filter(lambda name: name == name.strip() and name.strip() != ""),
                st.lists(st.builds(OwnStep, st.sampled_from(KEYS), st.integers(5, 3600)), max_size=5).map(tuple),
            ),
            unique_by=lambda routine: routine.name,
            max_size=3,
        ).map(tuple),
    )
)
def test_a_list_survives_its_file(mine) -> None:
    assert own.loads(own.dumps(mine)) == mine
    assert own.loads(own.dumps(mine).encode()) == mine


def test_a_file_may_write_names_in_any_way() -> None:
    text = json.dumps({"schema": own.SCHEMA, "favourites": ["LV-3", "liver 3", "肾"], "routines": []})
    text = text.replace("liver 3", "LR3")
    assert own.loads(text).favourites == ("LR3", "kidneys")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        ("[]", "no list of this program"),
        ('{"schema": "locator/1"}', "no list of this program"),
        ('{"favourites": "KI1"}', "favourites must be a list"),
        ('{"favourites": ["KI1", 7]}', r"favourites\[1\] must be the code"),
        ('{"favourites": ["QQ7"]}', r"favourites\[0\].*QQ7"),
        ('{"routines": [7]}', r"routines\[0\] must be an object"),
        ('{"routines": [{"name": "", "steps": []}]}', r"routines\[0\] needs a name"),
        ('{"routines": [{"name": "a", "steps": [{"key": "KI1", "seconds": 1e9}]}]}', r"steps\[0\] may last"),
        ('{"routines": [{"name": "a", "steps": [{"key": "KI1", "seconds": NaN}]}]}', r"steps\[0\] may last"),
        ('{"routines": [{"name": "a", "steps": [{"key": "KI1", "seconds": true}]}]}', r"steps\[0\] may last"),
        ('{"routines": [{"name": "a", "steps": [{"seconds": 60}]}]}', r"steps\[0\]\.key must be"),
        ('{"routines": [{"name": "a"}, {"name": "a "}]}', "routine 'a' already"),
        (" " * (own.LARGEST_FILE + 1), "at most 256"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(text, told) -> None:
    if isinstance(text, str) and text.startswith("{") and "schema" not in text:
        text = f'{{"schema": "{own.SCHEMA}", ' + text[1:]
    with pytest.raises(RecordError, match=told) as caught:
        own.loads(text)
    assert "\n" not in str(caught.value)
