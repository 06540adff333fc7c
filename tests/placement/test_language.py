import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.errors import RuleError
from locator.placement.language import Between, Length, Mark, Offset, OnChart, OnEdge, OnToe, Point, parse, parts

MARKS = ("web23", "heel_back", "malleolus_medial", "achilles", "mt1_base")
CODES = ("KI3", "EX-LE10-1")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("at achilles", Mark("achilles")),
        ("midway malleolus_medial and achilles", Between(Mark("malleolus_medial"), Mark("achilles"), 0.5)),
        ("from web23 toward heel_back, one third", Between(Mark("web23"), Mark("heel_back"), 1 / 3)),
        ("from web23 toward heel_back, 0.45", Between(Mark("web23"), Mark("heel_back"), 0.45)),
        ("from web23 toward heel_back, 0.4 cun", Between(Mark("web23"), Mark("heel_back"), Length(0.4, "cun"))),
        ("from malleolus_medial toward the sole, two thirds", Between(Mark("malleolus_medial"), "sole", 2 / 3)),
        ("0.1 cun proximal and lateral of web23", Offset(Length(0.1, "cun"), ("proximal", "lateral"), Mark("web23"))),
        ("2 leg cun up of KI3", Offset(Length(2, "leg cun"), ("up",), Point("KI3"))),
        ("on the border at (0.2 foot distal of mt1_base)",
         OnEdge("border", Offset(Length(0.2, "foot"), ("distal",), Mark("mt1_base")))),
        ("at u 0.50, v 0.54", OnChart(("u", "v"), (0.5, 0.54))),
        ("at p 0.1, q 0.2", OnChart(("p", "q"), (0.1, 0.2))),
        ("on toe 2 at s 0.62, w 0.5", OnToe(2, 0.62, 0.5)),
        ("at EX-LE10-1", Point("EX-LE10-1")),
    ],
)  # fmt: skip
def test_each_form_reads_as_its_tree(text: str, tree: object) -> None:
    assert parse(text, MARKS, CODES) == tree


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("from web23 toward heel_bak, one third", 19, "expected a landmark"),
        ("from web23 toward heel_back one third", 29, "expected ','"),
        ("from web23 toward heel_back, a bit", 30, "expected a number"),
        ("half of web23", 1, "expected \"at\""),
        ("1 mm distal of web23", 3, "\"cun\""),
        ("1 cun north of web23", 7, "a direction"),
        ("on the moon at web23", 4, "\"the sole\""),
        ("on toe 6 at s 1, w 0.5", 8, "a toe from 1"),
        ("at web23 web23", 10, "the end of the rule"),
        ("midway (at web23 and achilles", 18, "expected ')'"),
        ("at BL99", 4, "a point's code"),
        ("at", 3, "got the end"),
        ("at ä", 4, "a word"),
        ("", 1, "got the end"),
    ],
)  # fmt: skip
def test_an_error_names_the_column_and_what_was_expected(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError, match=rf"column {column}: ") as caught:
        parse(text, MARKS, CODES)
    assert says in str(caught.value)
    assert "docs/rules.md" in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(alphabet="at fromwdmicunv0123456789.,()-_KIEX\n", max_size=60))
def test_any_text_either_reads_or_is_refused_by_name(text: str) -> None:
    try:
        tree = parse(text, MARKS, CODES)
    except RuleError:
        return
    assert next(iter(parts(tree))) == tree
