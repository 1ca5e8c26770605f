from worker.model.script import Line, Replacement, Role, Script
from worker.text.spoken_forms.report_undecided import find_undecided


def undecided(written: str, language: str = "en-GB") -> list[tuple[str, str, tuple[str, ...]]]:
    script = Script([Line(Role.PARAGRAPH, written, 0)], language)
    return [(each.written, each.said, each.others) for each in find_undecided(script)]


def test_a_letter_that_nothing_decides_is_shown_with_its_other_reading() -> None:
    assert undecided("It rose to 6m in March.") == [("6m", "six million", ("six meters",))]


def test_what_the_words_around_it_decide_is_not_shown() -> None:
    assert undecided("Waves of 6m hit the sea wall.") == []
    assert undecided("The firm has 6m customers.") == []


def test_other_languages_have_no_undecided_forms() -> None:
    assert undecided("Es stieg auf 6m.", "de") == []


def test_what_an_alias_settles_is_not_shown() -> None:
    settled = (Replacement(11, 13, "six million"),)
    script = Script([Line(Role.PARAGRAPH, "It rose to 6m in March.", 0, settled)], "en-GB")
    assert list(find_undecided(script)) == []
