"""A learner's desk in a lab: the task, the part that is asked, and what is begun and not handed in.

It shows nothing: the screen turns keys into its methods, and `LabView` draws it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gdtui.files.command_line import reopening
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.read import Read
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part
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


class Desk:
    """One task at a time; what was begun in the others waits for its learner."""

    def __init__(self, sitting: Sitting, pacer: Pacer, draw: Callable[[], None]) -> None:
        """`draw` is called when a run that plays has another frame."""
        self.sitting = sitting
        self._pacer, self._draw = pacer, draw
        self._begun: dict[str, Work] = {}
        self._chosen: str | None = None
        """The part that somebody went to, if not the first open one."""
        self.work = Work()
        self.part: Part | None = None
        """What is asked now; None when everything is settled, or nothing can be asked."""
        self.said: list[Paragraph] = []
        self.log_scale = False

    def begin(self) -> None:
        """Take up the task that the sitting is at."""
        task = self.sitting.task
        self._chosen, self.said = None, []
        self.log_scale = isinstance(task, Find)
        known = self._begun.get(task.id)
        self.work = known or Work()
        if known is None:
            self.open_again()
        self.find_part()

    def open_again(self) -> None:
        """Open the run that the task shows, or begin its drawing, as they are at first."""
        task = self.sitting.task
        try:
            asked = self.sitting.asked
            if asked.shown is not None and not isinstance(task, Compute):
                self.work.live = LabRun(asked.shown.opened(), task, self._pacer, self._draw)
            if isinstance(task, Draw):
                self.work.sketching = Sketching(task.curve(asked.numbers), task.axis)
        except (SampleError, ValueError) as error:
            self.said = [Paragraph(f"This task cannot be asked: {error}", "bad")]

    def go(self, place: int) -> None:
        """To another task."""
        self.pause()
        self._begun[self.sitting.task.id] = self.work
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
        return self.answer(typed)

    def answer(self, typed: str) -> bool:
        """Have an answer judged; whether it settles what was asked."""
        part = self.part
        if part is None:
            return False
        judgement = self.sitting.answer(part, typed)
        self.said = [*lab_text.judged(part, typed, judgement, self.sitting.kept)]
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
            self.answer(reopening(self.work.live.run))
        return None

    def _tried(self, typed: str) -> bool:
        """Try one value; False for a bracket, and for a value that is a known mistake."""
        try:
            tried = self.sitting.try_out(typed)
        except ValueError:
            return False
        ends = {True: "holds", False: "does not hold", None: "neither holds nor fails"}
        self.said = [Paragraph(""), Paragraph(f"{tried.value}: {ends[tried.holds]}; {tried.says}")]
        return self.part is not None and self.part.judged(typed).kind != "mistake"

    def again(self) -> None:
        """Begin the run, or the drawing, again; what was handed in is kept."""
        if self.work.sketching is not None:
            self.work.sketching.clear()
            self._chosen, self.said = "curve", []
            self.find_part()
        elif self.work.live is not None:
            self.pause()
            self.open_again()

    def hint(self) -> bool:
        """The next hint; False if the task has none."""
        hint = self.sitting.hint()
        if hint is not None:
            self.said = [Paragraph(""), Paragraph(hint, "rate", "hint: ")]
        return hint is not None

    def give_up(self) -> bool:
        """Show the answer of what is asked now; False where only trying tells."""
        assert self.part is not None
        solution = self.sitting.show(self.part)
        if solution:
            self._chosen = None
            self.said = [Paragraph(""), Paragraph(solution, "heading", "shown: ")]
            self.find_part()
        return bool(solution)
