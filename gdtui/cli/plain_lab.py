"""A lab line by line, for a screen reader, a dumb terminal or a pipe."""

from collections.abc import Callable
from dataclasses import dataclass

from gdtui.engine.numbers import number
from gdtui.engine.run import Run
from gdtui.files.command_line import reopening
from gdtui.study.cards.answers import Judgement
from gdtui.study.cards.templates import SampleError
from gdtui.study.labs.draft import Draft, run_left
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.live_run import ON_THE_WAY, begun_with, change_in, refuse_fixed
from gdtui.study.labs.sitting import Sitting
from gdtui.study.labs.task import Part
from gdtui.study.labs.task_run import MOST_STEPS, verdict

HELP = """\
At any prompt, with a colon before: :h a hint, :show the answer, :n next task, :b the task before,
:t 3 to task 3, :s how far you are, :p the command that opens it in the playground, :q quit (all is
kept), :? this. Where no words are typed, the colon may be left out."""

_COMMANDS = ("?", "h", "show", "n", "b", "s", "p", "q")


@dataclass(frozen=True)
class PlainLab:
    """A lab whose lines its caller reads and writes."""

    sitting: Sitting
    read: Callable[[str], str | None]
    """`read(prompt)`: the next line, without its end; None when there are no more."""
    say: Callable[[str], None]
    """Shows a text of one line or several."""

    def run(self) -> None:
        """Ask until nobody answers, or the last task is left."""
        sitting = self.sitting
        total = len(sitting.lab.tasks)
        tasks = f"{total} task{'s' * (total > 1)}"
        self.say(f"{sitting.lab.title}: {tasks}, as {sitting.learner}")
        if sitting.done:
            self.say(f"{sitting.done} of them done; you were at task {sitting.place + 1}.")
        self.say(":? explains the commands.")
        while self._task():
            pass
        self._notices()
        self.say("")
        for line in self._status():
            self.say(line)

    def _task(self) -> bool:
        """The present task, to its end or to a command that leads away; False: quit."""
        sitting = self.sitting
        task = sitting.task
        self.say("")
        head = f"{sitting.place + 1} of {len(sitting.lab.tasks)}"
        self.say(f"{head}: {task.title}" if task.title else head)
        try:
            asked = sitting.asked
        except SampleError as error:
            self.say(f"This task cannot be asked: {error}")
            return self._leave()
        self.say(asked.text)
        for line in asked.given:
            self.say(f"  {line}")
        if sitting.open_parts:
            self.say(task.HOW)
        while sitting.open_parts:
            part = sitting.open_parts[0]
            for place, option in enumerate(part.options, 1):
                self.say(f"  {place}. {option}")
            settled = self._part(part)
            if settled is not None:
                return settled
        if asked.after:
            self.say(asked.after)
        return self._leave()

    def _leave(self) -> bool:
        """What comes after a task; nothing advances by itself."""
        last = self.sitting.place + 1 == len(self.sitting.lab.tasks)
        while True:
            self._notices()
            prompt = "Done. Enter ends, b goes back: " if last else "Done. Enter goes on, b back: "
            line = self.read(prompt)
            if line is None:
                return False
            if not line.strip():
                if last:
                    return False
                self.sitting.go(self.sitting.place + 1)
                return True
            done = self._command(line, needs_colon=False)
            if done is not None:
                return done

    def _part(self, part: Part) -> bool | None:
        """Ask a part until it is settled (None), or a command leads to another task or out."""
        live: Run | None = None
        asked = self.sitting.asked
        if isinstance(self.sitting.task, Do) and asked.shown is not None:
            live = run_left(asked, self.sitting.here.draft) or asked.shown.opened()
            if live.step:
                self._say_where(live)
        while True:
            self._notices()
            line = self.read(part.prompt)
            if line is None:
                return False
            if self._is_command(line, needs_colon=part.takes_words):
                left = self._command(line, needs_colon=part.takes_words)
                if left is not None:
                    return left
                if part not in self.sitting.open_parts:
                    return None
                continue
            if not line.strip() and part.name != "read":
                continue
            if live is not None:
                changed = self._lived(live, line)
                if changed is not None:
                    live = changed
                    continue
                line = reopening(live) if line.strip() == "done" else line
            elif self.sitting.asked.tries and self._tried(line):
                continue
            judgement = self.sitting.answer(part, line)
            if part.name == "words" and judgement.kind == "right":  # kept, and not graded
                self.say(judgement.says)
            elif part.name != "read":
                self._said(judgement)
            if part.settled_by(judgement):
                return None

    def _said(self, judgement: Judgement) -> None:
        opening = {"right": "Right.", "mistake": "Not yet.", "wrong": "Not yet."}
        self.say(" ".join(filter(None, (opening.get(judgement.kind), judgement.says))))
        if judgement.kind == "wrong" and not judgement.says and self.sitting.asked.hints:
            self.say(":h gives a hint.")
        if self.sitting.kept:
            self.say(f"({self.sitting.kept})")

    # A run, and tries

    def _lived(self, live: Run, line: str) -> Run | None:
        """The live run after what a line says; None: the line hands in instead."""
        word, _, rest = line.strip().partition(" ")
        if word == "done" or word.startswith("-") or word == "gdtui":
            return None
        try:
            if word in ("n", "step"):
                live.seek(min(live.step + int(rest or "1"), MOST_STEPS))
            elif word in ("b", "back"):
                live.seek(max(0, live.step - int(rest or "1")))
            elif word in ("r", "restart"):
                live.seek(0)
            elif changes := change_in(line):
                refuse_fixed(self.sitting.task, changes)
                if {*changes} <= {*ON_THE_WAY}:
                    live.edit(**changes)
                else:
                    live = begun_with(live, changes)
            else:
                self.say("n 4, b, lr 0.2, optimizer adam, r, done; or a command line: --lr 0.2")
                return live
        except ValueError as error:
            self.say(f"{word}: {error}")
            return live
        self.sitting.keep(Draft(run=reopening(live)))
        self._say_where(live)
        return live

    def _say_where(self, live: Run) -> None:
        point = zip(live.objective.parameters, live.params, strict=True)
        where = ", ".join(f"{name} = {number(value)}" for name, value in point)
        self.say(f"step {live.step}: {where}, L = {number(live.loss)}; {verdict(live).headline}")

    def _tried(self, line: str) -> bool:
        """Try one value; False for a bracket."""
        try:
            tried = self.sitting.try_out(line)
        except ValueError:
            return False
        self.say(tried.line)
        if tried.mistake:
            self.say(tried.mistake)
        return True

    # Commands

    def _is_command(self, line: str, *, needs_colon: bool) -> bool:
        text = line.strip()
        if text.startswith(":"):
            return True
        word = text.split(" ")[0].lower()
        return not needs_colon and (word in _COMMANDS or (word == "t" and text != "t"))

    def _command(self, line: str, *, needs_colon: bool) -> bool | None:
        """Do what a command says: True to another task, False to the end, None stays."""
        sitting = self.sitting
        if not self._is_command(line, needs_colon=needs_colon):
            self.say(":? explains the commands.")
            return None
        word, _, rest = line.strip().removeprefix(":").lower().partition(" ")
        match word:
            case "q":
                return False
            case "n" if sitting.place + 1 == len(sitting.lab.tasks):
                self.say("This is the last task.")
            case "n" | "b":
                sitting.go(sitting.place + (1 if word == "n" else -1))
                return True
            case "t" if rest.strip().isdecimal():
                sitting.go(int(rest[:9]) - 1)
                return True
            case "h":
                self.say(sitting.hint() or "This task has no hint.")
            case "show":
                for part in sitting.open_parts[:1]:
                    self.say(sitting.show(part) or "No answer to show: only trying will tell.")
            case "s":
                for text in self._status():
                    self.say(text)
            case "p":
                shown = sitting.asked.shown
                self.say(shown.command() if shown else "This task shows no run.")
            case _:
                self.say(HELP)
        return None

    def _status(self) -> list[str]:
        lines = [f"{self.sitting.done} of {len(self.sitting.lab.tasks)} tasks done"]
        for place, task in enumerate(self.sitting.lab.tasks, 1):
            so_far = self.sitting.progress[task.id]
            lines.append(f"  {place}. {task.title or task.id}: {so_far.status}")
        return lines

    def _notices(self) -> None:
        notices = self.sitting.journal.notices
        while notices:
            self.say(notices.pop(0))
