"""The text of a task: what is asked, what was answered, and what is said about it."""

from collections.abc import Iterable, Iterator, Sequence

from gdtui.drawing.canvas import Line
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.kinds.choose import Choose
from gdtui.study.labs.kinds.classify import Classify
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.explain import Explain
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.number import Number
from gdtui.study.labs.kinds.read import Read
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.opening import report_command
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Asked, Part, Task
from gdtui.tui.lab_pictures import lists_options
from gdtui.tui.widgets.card import Paragraph
from gdtui.tui.widgets.card_text import said
from gdtui.tui.widgets.head import NAME
from gdtui.tui.widgets.quiz_rows import BAR, headed

HELP = """\
## Labs

Each task is answered in its own way, and the line at the bottom says how. A known mistake is named;
whatever you answer is kept at once, and nothing advances by itself: **>** and **<** lead from task
to task, done or not. **h** gives a hint, which costs nothing and is recorded. **Esc** leaves the
field, so that letters are keys; a digit goes back to it.

A run is a live one: **n** and **b** step, **+** and **−** change η where it is free, **e** has
fields for whatever is free, **o** and **s** choose the optimizer and the schedule. **w** types it
instead: `lr 0.2`, `optimizer adam`, or a whole command line. **p** opens the run in the playground,
and what you do there comes back. **Enter** hands it in as it is.

**t** lists the tasks. What you have begun and not handed in is kept as well.
"""

HOW: dict[type[Task], tuple[str, ...]] = {
    Read: ("Enter when you have read it.",),
    Compute: ("A number or a calculation, then Enter.", "↑ ↓ another cell."),
    Number: ("A number or a calculation, then Enter.",),
    Do: ("n takes a step, Enter hands in.",),
    Draw: ("← → step, ↑ ↓ height, space as the one before.", "Enter hands in.", "w: in words."),
    Classify: ("The number of a label.", "↑ ↓ another run."),
    Choose: ("The number of an answer.",),
    Find: ("One number tries it, two hand in a bracket.",),
    Explain: ("A sentence or two, then Enter.",),
}
"""How a task of each kind is answered on the screen, in sentences of which all may not fit."""
IN_WORDS: dict[type[Task], tuple[str, ...]] = {
    Do: ("lr 0.2, optimizer adam, or a command line.",),
    Draw: ("falls, flat, rises, oscillates, falls then rises.", "Or a number a step."),
}
"""The same in the field, where the picture is not all."""
IN_A_PICTURE = (Compute, Classify, Find)
"""The kinds of task whose answers stand in a table beside the text."""
_NAMES = {"learning_rate": "η", "optimizer": "rule", "batch_size": "batch"}


def setting_name(name: str) -> str:
    """What the screen calls a field of `RunConfig`."""
    return _NAMES.get(name, name)


def asked_for(
    asked: Asked, part: Part | None, *, has_table: bool, has_options: bool
) -> Iterator[Paragraph]:
    """What is asked; unless a table has them, the lines that are given and the options."""
    for paragraph in asked.text.split("\n"):
        yield Paragraph(paragraph)
    if not has_table:
        for line in asked.given:
            yield Paragraph(line, "curve", "  ")
    if part is None or has_options:
        return
    if has_table:
        listed = (f"{number} {option}" for number, option in enumerate(part.options, 1))
        yield Paragraph(" · ".join(listed), "curve", "  ")
    else:
        for number, option in enumerate(part.options, 1):
            yield Paragraph(option, "", f"  {number}. ")


def texts(
    sitting: Sitting,
    part: Part | None,
    said: Sequence[Paragraph],
    *,
    has_pictures: bool,
    height: int,
) -> tuple[list[Paragraph], list[Paragraph]]:
    """What is asked, and below it what is `said` about it, or what was answered before, in a window
    of that `height`."""
    try:
        asked = sitting.asked
    except SampleError:
        return [], [*said]
    has_table = isinstance(sitting.task, IN_A_PICTURE) and has_pictures
    listed = not isinstance(sitting.task, Classify) or lists_options(sitting, height)
    above = asked_for(asked, part, has_table=has_table, has_options=has_table and listed)
    after = [] if part is not None else concluded(sitting)
    return [*above], [*(said or answered(sitting)), *after]


def judged(part: Part, typed: str, judgement: Judgement, kept: str) -> Iterator[Paragraph]:
    """What is to be said about an answer, and what became of a miss."""
    if part.name == "words" and judgement.kind == "right":  # kept, and not graded
        yield from (Paragraph(""), Paragraph(judgement.says, "good", "✓ "))
    elif judgement.asks_again:  # what was typed still stands in the field
        yield from (Paragraph(""), Paragraph(judgement.says, "poor", "? "))
    elif part.name != "read":
        yield from said(judgement, shown_answer(part, typed))
    if kept:
        yield Paragraph(kept, "heading", "  ")


def shown_answer(part: Part, typed: str) -> str:
    """An answer as it is called in a sentence about it."""
    if part.name == "run":
        return "your run"
    if part.name == "words":
        return "your words"
    written = part.written(typed)
    return "your curve" if part.name == "curve" and len(written) > 20 else written


def hints(sitting: Sitting) -> Iterator[Paragraph]:
    """The hints that were taken."""
    there_are = sitting.asked.hints
    for number, hint in enumerate(there_are[: sitting.here.hints], 1):
        which = f"hint {number} of {len(there_are)}: " if len(there_are) > 1 else "hint: "
        yield Paragraph(hint, "rate", which)


def answered(sitting: Sitting) -> Iterator[Paragraph]:
    """What was answered before, where no table shows it."""
    if isinstance(sitting.task, (*IN_A_PICTURE, Read)):
        return
    for part in sitting.asked.parts:
        outcome = sitting.here.outcomes.get(part.name)
        given = sitting.here.given(part.name)
        if outcome == "shown":
            yield Paragraph(f"shown: {part.solution}", "heading", "· ")
        elif outcome and given:
            mark, role = ("✓", "good") if outcome == "right" else ("✗", "bad")
            yield Paragraph(f"your answer: {given}", role, f"{mark} ")


def concluded(sitting: Sitting) -> Iterator[Paragraph]:
    """What is said when everything of a task is settled; after the last one, how to hand in."""
    if sitting.asked.after:
        yield Paragraph("")
        for paragraph in sitting.asked.after.split("\n"):
            yield Paragraph(paragraph, "curve")
    tasks = sitting.lab.tasks
    left = [place for place, task in enumerate(tasks, 1) if not sitting.progress[task.id].done]
    if not left:
        yield Paragraph("")
        yield Paragraph(f"Everything is done. To hand it in: {report_command(sitting)}", "good")
    elif sitting.place + 1 == len(tasks):
        yield Paragraph("")
        open_ones = f"{'Tasks' if len(left) > 1 else 'Task'} {', '.join(map(str, left))}"
        yield Paragraph(
            f"The last task. {open_ones} still open; < goes back. What there is so far: "
            f"{report_command(sitting)}",
            "heading",
        )


def head(sitting: Sitting, width: int) -> Line:
    """The lab, how much of it is done, and whether that is on disk, as far as there is room."""
    total, done = len(sitting.lab.tasks), sitting.done
    filled = round(BAR * done / total)
    bar = (f"{'━' * filled}{'─' * (BAR - filled)} ", "curve")
    hints = (f"hints {sitting.here.hints}  ", "")
    saved = "saved " if sitting.journal.saves else "not saved "
    right = [bar, (f"{done} of {total} done  ", ""), hints, (saved, "")]
    title = sitting.lab.title
    room = width - len(NAME) - len(title) - 2
    for least in (bar, hints):  # what matters less than the title
        if sum(len(text) for text, _ in right) > room:
            right.remove(least)
    return headed(title, right, width)


def how(
    sitting: Sitting, *, is_done: bool, has_above: bool, has_more: bool, typing: bool
) -> Iterator[str]:
    """How a task is answered, and what else can be done, sentence by sentence."""
    if has_above and not is_done:
        yield "PgUp: what is asked."
    if has_more:
        yield "PgDn: more text."
    if not is_done:
        ways = (IN_WORDS if typing else HOW).get(type(sitting.task))
        yield from ways or HOW[type(sitting.task)]
        if isinstance(sitting.task, Do) and sitting.task.free:
            yield f"e: {', '.join(map(setting_name, sitting.task.free))}."
    elif sitting.place + 1 == len(sitting.lab.tasks):
        yield "Done. < goes back."
    else:
        yield "Done. Enter or > goes on, < goes back."
    if typing:
        yield "Esc: other keys."
    elif not is_done and isinstance(sitting.task, (Compute, Number, Find, Explain)):
        yield "w: back to the field."


def fitting(sentences: Iterable[str], width: int) -> str:
    """As many of the sentences as there is room for, each of them whole."""
    line = ""
    for sentence in sentences:
        longer = f"{line} {sentence}".strip()
        if len(longer) <= width:
            line = longer
    return line
