"""A learner's desk in a lab: the task, the part that is asked, and what is begun and not handed in.

It shows nothing: the screen turns keys into its methods, and `LabView` draws it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gdtui.engine.run import Run
from gdtui.files.command_line import reopening
from gdtui.files.typed_command import command_of
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.draft import Draft, run_left
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.read import Read
from gdtui.study.labs.kinds.run import Do, refusal
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part
from gdtui.study.labs.task_run import MOST_STEPS, shown_run
from gdtui.tui import lab_text
from gdtui.tui.lab_run import LabRun
from gdtui.tui.pacing import Pacer
from gdtui.tui.sketching import Sketching
from gdtui.tui.widgets.card import Paragraph


@dataclass
class Work:
    """What is begun in a task and not handed in."""

    live: LabRun | None = None
    sketching: Sketching | None = None
    typed: str = ""
    set_aside: LabRun | None = None
    """The run before it was begun again."""

    @property
    def draft(self) -> Draft:
        """As it is kept; empty where nothing is begun."""
        return Draft(
            typed=self.typed,
            run=self.live.command if self.live is not None and self.live.is_begun else "",
            curve=self.sketching.drawn_so_far if self.sketching is not None else (),
        )


class Desk:
    """One task at a time; what was begun in the others waits in the journal."""

    def __init__(self, sitting: Sitting, pacer: Pacer, draw: Callable[[], None]) -> None:
        """`draw` is called when a run that plays has another frame."""
        self.sitting = sitting
        self._pacer, self._draw = pacer, draw
        self._chosen: str | None = None
        """The part that somebody went to, if not the first open one."""
        self.part: Part | None = None
        """What is asked now; None when everything is settled, or nothing can be asked."""
        self.said: list[Paragraph] = []
        self.begin()

    def begin(self) -> None:
        """Take up the task that the sitting is at."""
        task = self.sitting.task
        self._chosen, self.said = None, []
        self.log_scale = isinstance(task, Find)
        draft = self.sitting.here.draft
        self.work = Work(typed=draft.typed)
        try:
            asked = self.sitting.asked
            if asked.shown is not None and not isinstance(task, Compute):
                self.work.live = self._played(asked.shown.opened(), run_left(asked, draft))
            if isinstance(task, Draw):
                self.work.sketching = Sketching(task.curve(asked.numbers), task.axis)
                self.work.sketching.take_up(draft.curve)
                answers = self.sitting.here.answers.get("curve", [])
                if draft.curve and self.work.sketching.answer not in answers:
                    self._chosen = "curve"  # it is being drawn again
        except (SampleError, ValueError) as error:
            self.said = [Paragraph(f"This task cannot be asked: {error}", "bad")]
        self.find_part()
        if self.part is not None and not self.said and self.sitting.here.hints:
            self.said = [Paragraph(""), *lab_text.hints(self.sitting)]

    def _played(self, at_first: Run, left: Run | None = None) -> LabRun:
        command, task = reopening(at_first), self.sitting.task
        return LabRun(left or at_first, task, self._pacer, self._draw, command)

    def keep(self) -> None:
        """Keep what is begun, whatever comes."""
        self.sitting.keep(self.work.draft)

    def go(self, place: int) -> None:
        """To another task."""
        self.pause()
        self.keep()
        self.sitting.go(place)
        self.begin()

    def find_part(self) -> None:
        """Look for what is asked now."""
        try:
            asked, open_parts = self.sitting.asked, self.sitting.open_parts
        except SampleError:
            self.part = None
            return
        if self._chosen is not None:
            self.part = asked.part(self._chosen)
        else:
            self.part = open_parts[0] if open_parts else None

    def choose_part(self, by: int) -> bool:
        """To another part of the task; False if there is one only, or none is asked."""
        if self.part is None or len(self.sitting.asked.parts) == 1:
            return False
        parts = self.sitting.asked.parts
        self._chosen = parts[(parts.index(self.part) + by) % len(parts)].name
        self.said = []
        self.find_part()
        return True

    @property
    def state(self) -> str:
        """What `Action.when` names."""
        if self.part is None:
            return "done"
        match self.sitting.task:
            case Read():
                return "reading"
            case Do():
                return "running"
            case Draw():
                return "drawing"
        return "choosing" if self.part.options else "typing"

    @property
    def has_pictures(self) -> bool:
        """Whether there is anything to be seen beside the text."""
        own = self.work.live is not None or self.work.sketching is not None
        return own or isinstance(self.sitting.task, lab_text.IN_A_PICTURE)

    def pause(self) -> None:
        """Let the run stand still."""
        if self.work.live is not None:
            self.work.live.pause()

    # What else there is to see of the run

    def closer_look(self) -> LabRun | None:
        """The run, for the theory of it; None while it would give an answer away, or if there is
        none."""
        if self.work.live is not None:
            return self.work.live
        task = self.sitting.task
        if self.state != "done" or task.setup is None or isinstance(task, Find):
            return None
        try:
            return self._played(shown_run(task.setup, dict(self.sitting.asked.numbers)).opened())
        except (SampleError, ValueError):
            return None

    def bring_back(self, run: Run) -> str | None:
        """Go on with a run from the playground; or why it is none of this task."""
        live, shown = self.work.live, self.sitting.asked.shown
        if live is None or shown is None:
            return None
        if max([run.step, *(edit.step for edit in run.edits)]) > MOST_STEPS:
            return f"A run of a task has {MOST_STEPS:,} steps at most. It is as it was."
        wanted, config = command_of(reopening(run)), shown.opened().config
        refused = refusal(config, wanted, live.free)
        if refused is not None:
            return f"{refused} The run of the task is as it was."
        if reopening(run) != live.command:
            self.work.set_aside = live
            self.work.live = self._played(shown.opened(), run)
        return None

    # Answers

    def take(self, typed: str) -> bool:
        """Take what was typed: a change of the run, a value to try, an answer; whether it is done
        with. Raises `ValueError` for a change that cannot be made."""
        task = self.sitting.task
        if isinstance(task, Do) and not typed.startswith(("-", "gdtui")):
            assert self.work.live is not None
            self.work.live.change(typed)
            return True
        if isinstance(task, Find) and self._tried(typed):
            return True
        if isinstance(task, Do):
            self._show_typed(typed)
        return self.answer(typed)

    def _show_typed(self, command: str) -> None:
        """A run that is typed is the one that is seen, beside what is said of it."""
        run, shown = run_left(self.sitting.asked, Draft(run=command)), self.sitting.asked.shown
        if run is not None and shown is not None:
            self.work.set_aside = self.work.live
            self.work.live = self._played(shown.opened(), run)

    def answer(self, typed: str) -> bool:
        """Have an answer judged; whether it settles what was asked."""
        part = self.part
        if part is None:
            return False
        judgement = self.sitting.answer(part, typed)
        self.said = [*lab_text.judged(part, typed, judgement, self.sitting.kept)]
        if judgement.kind == "wrong" and not judgement.says and self.sitting.asked.hints:
            way = "Esc, then h" if self.state == "typing" else "h"
            self.said.append(Paragraph(f"{way}: a hint", "heading", "  "))
        settled = part.settled_by(judgement)
        if settled:
            self._chosen = None
        self.find_part()
        return settled

    def hand_in(self) -> str | None:
        """Hand in the run as it stands, or the curve as it is drawn; or what is missing."""
        if self.work.sketching is not None:
            missing = self.work.sketching.missing
            if missing is not None:
                self.work.sketching.at = missing
                return f"Step {missing} is not drawn yet."
            self.answer(self.work.sketching.answer)
        elif self.work.live is not None:
            self.pause()
            self.answer(self.work.live.command)
        return None

    def _tried(self, typed: str) -> bool:
        """Try one value; False for a bracket."""
        try:
            tried = self.sitting.try_out(typed)
        except ValueError:
            return False
        self.said = [Paragraph(""), Paragraph(tried.line)]
        if tried.mistake:
            self.said.append(Paragraph(tried.mistake, "poor", "  "))
        return True

    def again(self) -> None:
        """Begin the run, or the drawing, again; once more, and the one before is back."""
        work = self.work
        if work.sketching is not None:
            work.sketching.again()
            self._chosen, self.said = "curve", []
            self.find_part()
        elif work.live is not None and self.sitting.asked.shown is not None:
            self.pause()
            if work.live.is_begun:
                work.set_aside = work.live
                work.live = self._played(self.sitting.asked.shown.opened())
            elif work.set_aside is not None:
                work.live = work.set_aside

    def hint(self) -> bool:
        """The next hint; False if the task has none."""
        hint = self.sitting.hint()
        if hint is not None:
            self.said = [Paragraph(""), *lab_text.hints(self.sitting)]
        return hint is not None

    def give_up(self) -> None:
        """Show the answer of what is asked now."""
        assert self.part is not None
        self.said = [Paragraph(""), Paragraph(self.sitting.show(self.part), "heading", "shown: ")]
        self._chosen = None
        self.find_part()
