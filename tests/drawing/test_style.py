from locator.drawing.style import Style


def test_sizes_grow_with_the_picture(make):
    small, large = (Style.of(w, h, make(w, h, points=0, zones=0).feet, "en") for w, h in ((1400, 1050), (5600, 4200)))
    for name in ("text", "small", "mark", "line", "gap"):
        assert 3.4 < getattr(large, name) / getattr(small, name) < 4.6, name


def test_text_stays_readable_in_small_pictures(make):
    style = Style.of(400, 300, make(400, 300, points=0, zones=0).feet, "en")
    assert style.text == style.small == 11
    assert style.mark >= 3


def test_marks_follow_the_foot_not_the_picture(make):
    foot = make(400, 300, points=0, zones=0).feet
    assert Style.of(4000, 3000, foot, "en").mark < Style.of(4000, 3000, make(4000, 3000, points=0, zones=0).feet, "en").mark
    assert Style.of(4000, 3000, (), "en").mark > 0
