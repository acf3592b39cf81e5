"""The way of a risk through its grid: where the marks stand and how the arrows run."""

from risks.path_picture import Mark, picture


def test_marks_stand_in_the_middle_of_their_square():
    found = picture({"current": (4, 4), "inherent": (5, 4), "target": (2, 3)})

    assert found.marks == (
        Mark("inherent", 229, 19, 7),
        Mark("current", 229, 60, 8),
        Mark("target", 170, 142, 7),
    )


def test_an_arrow_goes_down_and_then_aside_and_what_lies_ahead_is_said():
    found = picture({"current": (4, 4), "inherent": (5, 4), "target": (2, 3)})

    assert [way.is_ahead for way in found.ways] == [False, True]
    assert found.ways[0].line == "M229.0 27.0V43.0"
    assert found.ways[1].line == "M229.0 69.0V126.0Q229.0 142.0 213.0 142.0H186.0"
    assert found.ways[1].head == "M186.0 138.0L186.0 146.0L180.0 142.0z"


def test_scores_of_one_square_stand_side_by_side_without_an_arrow():
    found = picture({"inherent": (3, 3), "current": (3, 3)})

    assert [(mark.x, mark.y) for mark in found.marks] == [(161.5, 101), (178.5, 101)]
    assert found.ways == ()


def test_what_is_not_rated_has_no_mark():
    found = picture({"target": (1, 1)})

    assert ([mark.kind for mark in found.marks], found.ways, len(found.squares)) == (["target"], (), 25)
