"""Every sentence that looking at a photo can say is told in every language."""

import ast
import inspect
import re

import pytest

from locator import correct
from locator.atlas import load_atlas
from locator.browse import look_up
from locator.errors import AtlasError
from locator.messages import in_language, told
from locator.types import Image, Result
from locator.vision import quality
from locator.vision.sight import NO_FOOT
from tests.chinese import of_the_other_script


def warnings():
    """The warnings of vision/quality.py as its source has them, their fields filled with examples."""
    tree = ast.parse(inspect.getsource(quality.warnings_for))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
            parts = [
                part.value if isinstance(part, ast.Constant) else getattr(quality, ast.unparse(part.value), None)
                for part in node.values
            ]
            for name in ("the foot", "foot 2 (left)", "foot 1 (right)"):
                yield "".join(part if part is not None else (name if i == 0 else "120") for i, part in enumerate(parts))


def removed():
    return re.search(r'"(the last foot[^"]+)"', inspect.getsource(correct.remove_foot))[1]


SENTENCES = [NO_FOOT, removed(), *warnings()]


def test_there_are_sentences_to_tell():
    assert len(SENTENCES) == 2 + 4 * 3


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
def test_each_is_told_in_chinese(sentence, lang):
    text, spoken = told(sentence, lang)
    assert spoken == lang
    assert not re.search(r"[a-z]{3,}", text)
    assert told(sentence, "en") == (sentence, "en")


def test_numbers_are_kept():
    assert "120" in told("foot 2 (left) is only 120 pixels long: go closer, or use a larger photo", "zh-Hans")[0]
    assert "第2只脚（左）" in told("foot 2 (left) is only 120 pixels long: go closer, or use a larger photo", "zh-Hans")[0]


def test_another_sentence_stays_english():
    assert told("something new", "zh-Hant") == ("something new", "en")


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "query",
    ["", "xyzzy", "BL54", "M-LE 7", "P6", "Q5", "KI99", "BL-54 Taichong", "BL54 xyz", "yongqan", "kidny", "KI1 太衝", "heart"],
)
def test_what_the_atlas_answers_is_told_in_chinese(query, lang):
    with pytest.raises(AtlasError) as caught:
        load_atlas().find(query)
    text, spoken = told(str(caught.value), lang)
    assert spoken == lang
    said = text.replace(query, "").replace("`locator atlas`", "")
    assert not re.search(r"[a-z]{4,} ", said), text
    assert not of_the_other_script(said, lang), text


def test_points_and_zones_in_an_answer_have_their_names():
    with pytest.raises(AtlasError) as caught:
        load_atlas().find("yongqan")
    assert told(str(caught.value), "zh-Hans")[0] == "没有叫 'yongqan' 的穴位或反射区；您是不是要找KI1 涌泉或ST42 冲阳？"


def test_an_empty_search_is_told_in_chinese():
    with pytest.raises(AtlasError) as caught:
        look_up(" ")
    assert told(str(caught.value), "zh-Hant")[0].startswith("沒有輸入內容")


def test_a_result_is_told_whole():
    result = Result(Image("", 1, 1), refused=NO_FOOT, warnings=("something new", SENTENCES[2]))
    told_of = in_language(result, "zh-Hant")
    assert told_of.refused == told(NO_FOOT, "zh-Hant")[0]
    assert told_of.warnings == ("something new", told(SENTENCES[2], "zh-Hant")[0])
    assert in_language(result, "en") == result
