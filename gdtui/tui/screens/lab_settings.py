"""Fields for what is free in the run of a task, checked as one types."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from gdtui.engine.numbers import typed
from gdtui.engine.run import Run
from gdtui.files.command_line import SETTINGS, Setting
from gdtui.study.labs.live_run import ON_THE_WAY, begun_with
from gdtui.tui import actions
from gdtui.tui.lab_text import setting_name
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.validators import Reads


class LabSettings(ModalScreen[dict[str, Any] | None]):
    """A row a setting; Enter puts all that was changed in force."""

    BINDINGS: ClassVar = [*actions.bindings(actions.SETTINGS)]
    ACTIONS: ClassVar = actions.SETTINGS

    app = getters.app(TerminalApp)

    def __init__(self, run: Run, names: Sequence[str]) -> None:
        """`names` are fields of `RunConfig`; a switch has no field."""
        super().__init__()
        self._run = run
        self._settings = [s for s in SETTINGS if s.name in names and s.flag is None]

    def compose(self) -> ComposeResult:
        """The fields, and a line that explains."""
        with Vertical(id="more-dialog") as frame:
            frame.border_title = "settings of this run"
            frame.border_subtitle = self.app.legible("Enter: use · ↑ ↓ field · Esc: leave")
            for setting in self._settings:
                name = setting_name(setting.name)
                with Horizontal(classes="field"):
                    yield Label(self.app.legible(name), classes="field-name")
                    yield Field(
                        id=f"setting-{setting.name}", validators=[Reads(self._reader(setting))]
                    )
            yield Static("", id="effect")

    def on_mount(self) -> None:
        """What is in force stands in the fields."""
        for setting in self._settings:
            self._field(setting).put(self._in_force(setting))
        self._field(self._settings[0]).focus()
        self._explain()

    def _field(self, setting: Setting) -> Field:
        return self.query_one(f"#setting-{setting.name}", Field)

    def _in_force(self, setting: Setting) -> str:
        """The value of the next step, as it is typed."""
        run, name = self._run, setting.name
        value = getattr(run.settings if name in ON_THE_WAY else run.config, name)
        if value is None:
            return ""
        return typed(value) if isinstance(value, float) else setting.form.write(value)

    def _reader(self, setting: Setting) -> Callable[[str], object]:
        def read(text: str) -> object:
            try:
                return setting.form.parse(text.strip())
            except ValueError as error:
                raise ValueError(f"{setting.key} {error}") from None

        return read

    @on(Input.Changed)
    def _explain(self) -> None:
        """What is wrong, or what the setting that is typed in is."""
        for setting in self._settings:
            field = self._field(setting)
            if field.is_unsaved and (problem := field.problem_with(field.value)):
                self._say(problem)
                return
        anew = [s for s in self._settings if s.name not in ON_THE_WAY and self._is_changed(s)]
        self._say("It restarts the run." if anew else f"In force from step {self._run.step} on.")

    def _say(self, text: str) -> None:
        self.query_one("#effect", Static).update(self.app.legible(text))

    def _is_changed(self, setting: Setting) -> bool:
        return self._field(setting).is_unsaved

    @on(Input.Submitted)
    def _use(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            changes = {
                setting.name: self._reader(setting)(self._field(setting).value)
                for setting in self._settings
                if self._is_changed(setting)
            }
            begun_with(self._run, changes)
        except ValueError as error:
            self._say(str(error))
        else:
            self.dismiss(changes or None)

    @on(Field.Left)
    def _leave(self) -> None:
        self.dismiss(None)
