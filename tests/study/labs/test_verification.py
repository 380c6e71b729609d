"""Reports are made again: a changed number is found, and a sound report is sound."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gdtui.study.labs import verification
from gdtui.study.labs.copies import Copies
from gdtui.study.labs.report import as_json, checksum, markdown, report
from gdtui.study.labs.sitting import Sitting
from tests.study.labs.lessons import answer, sitting

Report = dict[str, Any]


@pytest.fixture
def done(tmp_path: Path) -> Sitting:
    here = sitting(tmp_path)
    answer(here, "half", "5", "w 1")
    answer(here, "half", "2", "w 1")
    answer(here, "one-run", "--steps 4")
    answer(here, "how-many-more", "3")
    here.hint()
    here.go(7)
    here.try_out("1.2")
    answer(here, "edge", "1 1.02")
    return here


def handed_in(
    path: Path, done: Sitting, change: Callable[[Report], object], form: str = "json"
) -> list[str]:
    """What a report with a change in it is found to differ in, its checksum made to fit."""
    content = json.loads(as_json(report(done.lab, done.learner, done.journal.entries)))
    change(content)
    content["checksum"] = checksum(content)
    file = path / f"r.{form}"
    written = (
        json.dumps(content)
        if form == "json"
        else "\n".join(markdown(done.lab, content, content["journal"]))
    )
    file.write_text(written, encoding="utf-8")
    return list(verification.differences(done.lab, verification.read(file)))


def entry(content: Report, **facts: Any) -> Report:
    """The first line of the journal that is so."""
    found: Report = next(e for e in content["journal"] if facts.items() <= e.items())
    return found


def added(content: Report, **facts: Any) -> None:
    """A line more in the journal."""
    content["journal"].append(facts)


def test_a_sound_report_and_its_journal(tmp_path: Path, done: Sitting) -> None:
    assert handed_in(tmp_path, done, lambda content: None) == []
    assert handed_in(tmp_path, done, lambda content: None, "md") == []
    assert list(verification.differences(done.lab, verification.read(done.journal.path))) == []


def test_an_accident_shows_in_the_checksum(tmp_path: Path, done: Sitting) -> None:
    text = as_json(report(done.lab, "anna", done.journal.entries))
    (tmp_path / "r.json").write_text(text.replace("Not", "not").replace('"at": "2', '"at": "3'))
    (said,) = verification.differences(done.lab, verification.read(tmp_path / "r.json"))
    assert said.startswith("the checksum does not match")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: entry(c, answer="5").update(answer="2"), "w 1 = '2' is right, not mistake"),
        (lambda c: entry(c, answer="5").update(outcome="right"), "is mistake, not right"),
        (lambda c: entry(c, answer="3").update(settles=True), "said to settle what it does not"),
        (lambda c: entry(c, task="one-run", part="run")["evidence"].update(loss="0"),
         "loss is 36, not 0"),
        (lambda c: entry(c, event="tried").update(value="1.3"), "1.3: the run says"),
        (lambda c: c.update(learner="ben"), "the journal is of anna, not of ben"),
        (lambda c: c.update(done=10), "2 tasks are done, not 10"),
        (lambda c: c["tasks"][1].update(hints=9), "half: hints is 0, not 9"),
        (lambda c: c["tasks"][1].update(misses=0), "half: misses is 1, not 0"),
        (lambda c: entry(c, event="opened").update(digest="0"), "is not the version"),
        (lambda c: added(c, event="done", task="half"),
         "half: it is said to be done, without an answer to loss 1, w 2, loss 2"),
        (lambda c: added(c, event="answered", task="tenth", part="w 1", outcome="right", answer="3",
                         settles=True, says=""), "w 1 = '3' is wrong, not right"),
        (lambda c: added(c, event="answered", task="edge", part="bracket", outcome="shown",
                         settles=True), "bracket cannot have been shown"),
        (lambda c: added(c, event="hint", task="half", number=2), "there is no hint 2 after 0"),
        (lambda c: c["journal"].remove(entry(c, event="asked")), "before its numbers were asked"),
        (lambda c: c["journal"].remove(entry(c, event="opened")), "the journal has no beginning"),
        (lambda c: entry(c, answer="5").update(says="Well done"), "Factor 2 forgotten: the slope"),
        (lambda c: entry(c, task="one-run", part="run")["evidence"].update(more="1"),
         "nothing is known of more = 1"),
    ],
)  # fmt: skip
def test_what_was_changed_is_said(
    tmp_path: Path, done: Sitting, change: Callable[[Report], object], says: str
) -> None:
    assert any(says in line for line in handed_in(tmp_path, done, change))


@pytest.mark.parametrize(
    "odd",
    [
        {"number": "x"}, {"number": True}, {"number": 1.0}, {"number": 10**4000}, {"version": []},
        {"value": {}}, {"says": 1}, {"settles": 1}, {"task": None}, {"evidence": {"a": {"b": []}}},
    ],
)  # fmt: skip
def test_a_line_that_no_program_has_written_is_refused_and_left_out_of_a_journal(
    tmp_path: Path, done: Sitting, odd: dict[str, Any]
) -> None:
    before = len(done.journal.entries)
    line = {"event": "hint", "task": "half", **odd}
    with pytest.raises(
        verification.ReportError,
        match=rf"^r\.json: line {before + 1} of its journal is not one that gdtui writes$",
    ):
        handed_in(tmp_path, done, lambda c: c["journal"].append(line))
    with done.journal.path.open("a") as file:
        file.write(json.dumps(line) + "\n")
    again = sitting(tmp_path)
    assert again.journal.notices == ["anna.jsonl: 1 incomplete line left out"]
    assert len(again.journal.entries) == before + 1  # that it was opened
    assert answer(again, "edge", "1 1.01")[0] == "right"


@pytest.mark.parametrize("where", ["learner", "title"])
def test_half_of_a_character_is_in_no_report(tmp_path: Path, done: Sitting, where: str) -> None:
    with pytest.raises(verification.ReportError, match=r"^r\.json: this is no report; hand in"):
        handed_in(tmp_path, done, lambda c: c.update({where: "\ud800"}))


@pytest.mark.parametrize("names", [{"lab": None}, {"learner": ["anna"]}])
def test_a_report_that_does_not_say_whose_it_is(
    tmp_path: Path, done: Sitting, names: dict[str, Any]
) -> None:
    with pytest.raises(verification.ReportError, match=r"^r\.json: this is not a lab report$"):
        handed_in(tmp_path, done, lambda c: c.update(names))
    (tmp_path / "j.jsonl").write_text('{"event": "opened"}\n')
    with pytest.raises(verification.ReportError, match=r"^j\.jsonl: this is not a lab journal$"):
        verification.read(tmp_path / "j.jsonl")


def test_what_nests_deeper_than_any_report_is_none(tmp_path: Path, done: Sitting) -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    with pytest.raises(verification.ReportError, match=r"^r\.json: this is not a lab report$"):
        handed_in(tmp_path, done, lambda c: c.update(more=deep))


def test_a_long_text_in_a_report_is_told_in_short(tmp_path: Path, done: Sitting) -> None:
    def change(content: Report) -> None:
        for one in content["journal"]:
            one.update(dict.fromkeys(("answer", "outcome", "value", "says"), "x" * 9000))
        content.update(learner="x" * 9_000, done="x" * 9_000)

    said = handed_in(tmp_path, done, change)
    assert len(said) > 5
    assert max(map(len, said)) < 700


def test_a_report_has_the_last_draft_of_a_task_alone(tmp_path: Path, done: Sitting) -> None:
    for task, typed in (("half", "1"), ("half", "12"), ("tenth", "7"), ("half", "123")):
        done.journal.add("draft", task=task, typed=typed, run="", curve=[])
    content = report(done.lab, done.learner, done.journal.entries)
    drafts = [(e["task"], e["typed"]) for e in content["journal"] if e["event"] == "draft"]
    assert drafts == [("tenth", "7"), ("half", "123")]
    for form in ("json", "md"):
        assert handed_in(tmp_path, done, lambda _: None, form) == []


def test_numbers_of_another_learner_are_told(tmp_path: Path, done: Sitting) -> None:
    def change(content: Report) -> None:
        asked = entry(content, event="asked", task="how-many-more")
        asked["numbers"] = {"tol": "7"}

    (said,) = handed_in(tmp_path, done, change)
    assert "the numbers of this learner are" in said


def test_a_journal_under_another_name_is_a_copy(tmp_path: Path, done: Sitting) -> None:
    copied = json.loads(as_json(report(done.lab, "anna", done.journal.entries)))
    entry(copied, event="opened")["learner"] = copied["learner"] = "ben"
    (tmp_path / "ben.json").write_text(json.dumps(copied), encoding="utf-8")
    copies = Copies()
    anna = verification.read(done.journal.path)
    assert [*copies.of(anna)] == [*copies.of(anna)] == [], "handed in twice, by herself"
    ben = verification.read(tmp_path / "ben.json")
    assert next(copies.of(ben)).startswith("5 of 5 answers are those of anna in ")


def test_a_report_opens_no_file_of_whoever_verifies_it(tmp_path: Path, done: Sitting) -> None:
    """A run on a file that its task does not allow is refused before the file is looked at."""

    def change(content: Report) -> None:
        entry(content, task="one-run", part="run")["answer"] = "--data /dev/zero --at 4"

    said = handed_in(tmp_path, done, change)
    assert "one-run: run = '--data /dev/zero --at 4' is wrong, not right" in said[0]


def test_what_a_person_reads_is_what_the_journal_says(tmp_path: Path, done: Sitting) -> None:
    """Only the JSON would have been verified, and only the text read."""
    file = tmp_path / "r.md"
    text = "\n".join(markdown(done.lab, report(done.lab, "anna", done.journal.entries),
                              done.journal.entries))  # fmt: skip
    file.write_text(text.replace("2 of 10 tasks done.", "10 of 10 tasks done.", 1))
    assert verification.differences(done.lab, verification.read(file)) == [
        (
            "line 3 reads 'anna: 10 of 10 tasks done.', and the journal makes it "
            "'anna: 2 of 10 tasks done.'"
        )
    ]
    file.write_text(text.replace("\n", "\r\n"))
    assert verification.differences(done.lab, verification.read(file)) == []


@pytest.mark.parametrize("form", ["json", "md"])
def test_of_thirty_reports_three_were_tampered_with(tmp_path: Path, form: str) -> None:
    found = []
    for number in range(30):
        here = sitting(tmp_path, learner=f"learner {number}")
        answer(here, "half", "2", "w 1")
        answer(here, "tenth", "7.4" if number % 7 == 0 else "6.8", "w 1")

        def change(content: Report, number: int = number) -> None:
            if number in (4, 14):
                entry(content, task="tenth", part="w 1").update(outcome="wrong", answer="6")
            if number in (14, 21):
                content["tasks"][4]["attempts"] += 1

        if handed_in(tmp_path, here, change, form):
            found.append(number)
    assert found == [4, 14, 21]


@pytest.mark.parametrize("text", ["", "[]", "{}", "nope", '{"gdtui_lab_report": 1}'])
def test_what_is_no_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(verification.ReportError, match=r"^r\.json: "):
        verification.read(tmp_path / "r.json")


def test_the_report_for_a_person(done: Sitting) -> None:
    entries = done.journal.entries
    lines = list(markdown(done.lab, report(done.lab, "anna", entries), entries))
    assert lines[2] == "anna: 2 of 10 tasks done."
    assert "- w 1: `5`; then `2`" in lines
    assert any(line.startswith("- not right, w 1 = `5`: Factor 2 forgotten") for line in lines)
    assert "- run: `gdtui '(w - 2)^2' --start 8 --lr 1 --at 4`" in lines
    assert any("*" * 40 in line for line in lines), "the loss, flat, as a chart"
