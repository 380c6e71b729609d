"""Choosing by name, with settings as fields: an optimizer, a schedule, a loss, a theme.

What can be chosen are functions with keyword-only settings (`spec`): the list holds their names in
groups, and those alone that have what is typed in them; the fields are the settings of the one in
view, and the result is the spec.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static

from gdtui.engine.numbers import typed
from gdtui.engine.spec import name_of, parts, settings_of
from gdtui.tui import actions
from gdtui.tui.choices import Choices
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.cell_pane import CellPane
from gdtui.tui.widgets.field import Field
from gdtui.tui.widgets.listing import FoundAsOneTypes
from gdtui.tui.widgets.map_pane import MapPane


class Picture(MapPane, can_focus=False):
    """Cells that somebody else has drawn."""


class Picker(ModalScreen[str | None]):
    """A list of names, and beside it what the name in view means and takes."""

    BINDINGS: ClassVar = [*actions.bindings(actions.PICKER)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 (Textual's own)

    app = getters.app(TerminalApp)

    def __init__(self, choices: Choices, in_force: str) -> None:
        """`in_force` is the spec of what is chosen now, if it has one."""
        super().__init__()
        self._choices = choices
        self._begin, given = next(iter(choices.functions)), dict[str, Any]()
        self._in_force = in_force if in_force in choices.functions else name_of(in_force)
        if name_of(in_force) in choices.functions:
            self._begin, given = parts(choices.kind, in_force, choices.functions)
        self._names = {*_distinct(choices.functions, self._begin)}
        self._settings: dict[str, Mapping[str, Any]] = {self._begin: given}
        """What was given or typed so far, by name."""
        self._in_view = ""

    def compose(self) -> ComposeResult:
        """The list on the left; meaning, settings and picture on the right."""
        with Vertical(id="picker") as frame:
            frame.border_title = self._choices.kind
            with Horizontal():
                with Vertical(id="choosing"):
                    yield Static("", id="looked-for")
                    yield self._listing()
                with VerticalScroll(id="meaning", can_focus=False):
                    yield Static("", id="explanation")
                    yield Static("", id="formulas")
                    yield Static("", id="colors")
                    yield Vertical(id="fields")
                    yield Picture(id="picture", classes="")
            yield Static("", id="problem")

    def _listing(self) -> FoundAsOneTypes:
        functions = self._choices.functions
        settings = {name: " ".join(settings_of(functions[name])) for name in functions}
        return FoundAsOneTypes(self._groups(), self._in_force, settings, id="names")

    def _groups(self) -> dict[str, list[str]]:
        """The names to choose from below their titles, each once."""
        left = {*self._names}
        groups: dict[str, list[str]] = {}
        for title, functions in self._choices.groups.items():
            groups[title] = [name for name in functions if name in left]
            left -= {*functions}
        return groups

    @property
    def _list(self) -> FoundAsOneTypes:
        return self.query_one("#names", FoundAsOneTypes)

    def on_mount(self) -> None:
        """Begin at what is in force."""
        self._list.go_to(self._begin)
        self._list.focus()
        self.query_one("#picture").display = self._choices.picture is not None
        self.query_one("#colors").display = self._choices.colors is not None
        self._say_what_is_looked_for()

    @on(FoundAsOneTypes.Typed)
    def _say_what_is_looked_for(self) -> None:
        looked_for = self._list.looked_for
        said = f"find: {looked_for}" if looked_for else "type to find"
        nothing = bool(looked_for) and self._list.name_in_view is None
        if nothing:
            said = f"not found: {looked_for}"
        self.query_one("#looked-for", Static).update(self.app.legible(said))
        found_again = not (nothing or self.query_one("#meaning").visible)
        self.query_one("#meaning").visible = not nothing
        self._say_the_keys(self.app.size.width)
        if nothing and self._choices.typed is not None:
            wrong = self._wrong_as_typed(looked_for)
            self._say_below(f"✗ {wrong}" if wrong else "Enter: use this formula", wrong=bool(wrong))
        elif found_again:
            self._explain()

    def _wrong_as_typed(self, text: str) -> str | None:
        """Why a text that no name has in it cannot be used; None where it can."""
        if self._choices.typed is None:
            return "not found"
        try:
            self._choices.typed(text)
        except ValueError as error:
            return str(error)
        return None

    @on(FoundAsOneTypes.Wanted)
    def _use_what_is_typed(self) -> None:
        if self._wrong_as_typed(self._list.looked_for) is None:
            self.dismiss(self._list.looked_for)

    def _say_below(self, text: str, *, wrong: bool = True) -> None:
        below = self.query_one("#problem", Static)
        below.update(self.app.legible(text))
        below.display = bool(text)
        below.set_class(not wrong, "-fine")

    def action_leave(self) -> None:
        """All names again if some were looked for, else leave everything as it is."""
        if self._list.looked_for:
            self._list.look_for("")
        else:
            self.dismiss(None)

    @on(OptionList.OptionHighlighted)
    async def _show(self, event: OptionList.OptionHighlighted) -> None:
        name = event.option_id
        if name is None or name == self._in_view:
            return
        function = self._choices.functions[name]
        if self._in_view:
            self._settings[self._in_view] = self._typed()
        given, self._in_view = self._settings.get(name, {}), name
        explanation = " ".join((function.__doc__ or "").split("\n\n")[0].split())
        self.query_one("#explanation", Static).update(self.app.legible(explanation))
        fields = self.query_one("#fields")
        await fields.remove_children()
        rows = []
        for key, default in settings_of(function).items():
            field = Field(id=f"setting-{key}")
            field.put(_as_text(given.get(key, default)))
            rows.append(Horizontal(Label(key, classes="setting-name"), field, classes="field"))
        await fields.mount_all(rows)
        self._explain()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._explain()

    def on_resize(self, event: events.Resize) -> None:
        """Break the keys anew."""
        self._say_the_keys(event.size.width)

    def _say_the_keys(self, window: int) -> None:
        """The keys, in as many words as a window so wide has room for."""
        escape = "Esc all names" if self._list.looked_for else "Esc leave"
        settings = any(map(settings_of, self._choices.functions.values()))
        tab = "Tab settings · " if settings else ""
        hints = (
            f"type to find · ↑ ↓ choose · {tab}Enter use · {escape}",
            f"↑ ↓ choose · {tab}Enter use · {escape}",
            f"{tab}Enter use",
        )
        legible = [self.app.legible(hint) for hint in hints]
        fitting = (hint for hint in legible if len(hint) + 6 <= window)
        self.query_one("#picker").border_subtitle = next(fitting, "")

    def on_descendant_focus(self) -> None:
        """In a narrow window the names make room for the field that is typed in."""
        self.set_class(isinstance(self.focused, Field), "-typing")
        self.call_after_refresh(self._keep_in_view)

    @on(Field.Left)
    def _to_the_names(self) -> None:
        self.remove_class("-typing")
        self.set_focus(self.query_one("#names"))

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def action_use(self) -> None:
        """Use what is in view, if it is right."""
        if self._list.name_in_view == self._in_view and self._problem() is None:
            self.dismiss(self.spec())

    def spec(self) -> str:
        """What is in view, with the settings that are not the default."""
        name = self._in_view or self._begin
        defaults = settings_of(self._choices.functions[name])
        changed = [
            f"{key}={text}"
            for key, text in self._typed().items()
            if key in defaults and text != _as_text(defaults[key])
        ]
        return f"{name}:{','.join(changed)}" if changed else name

    def _typed(self) -> dict[str, str]:
        """What stands in the fields, by the name of the setting."""
        return {
            (field.id or "").removeprefix("setting-"): field.value.strip()
            for field in self.query(Field)
        }

    def _problem(self) -> str | None:
        """What is wrong with the spec of what is in view, if anything is."""
        try:
            self._choices.check(self.spec())
        except ValueError as error:
            return str(error)
        return None

    def _explain(self) -> None:
        """Say what the settings in view come to, or what is wrong with them."""
        spec = self.spec()
        wrong = self._problem()
        self._say_below(f"✗ {wrong}" if wrong else "")
        self.call_after_refresh(self._keep_in_view)
        if wrong is None:
            formulas = "\n".join([*self._choices.lines(spec), *self._meter(spec)])
            self.query_one("#formulas", Static).update(self.app.legible(formulas))
            self.query_one("#formulas").display = bool(formulas)
            if self._choices.colors is not None:
                self.query_one("#colors", Static).update(self._choices.colors(spec))
            self.call_after_refresh(self._draw, spec)

    def _meter(self, spec: str) -> Sequence[str]:
        width, meter = self.query_one("#meaning").content_size.width, self._choices.meter
        if meter is None or not width:
            return ()
        lines = meter(spec, width)
        longer = max((len(self.app.legible(line)) - len(line) for line in lines), default=0)
        return meter(spec, width - longer)  # where a symbol is a word

    def _keep_in_view(self) -> None:
        """What has just appeared may have moved the field that is typed in out of view."""
        if isinstance(self.focused, Field):
            self.focused.scroll_visible(animate=False)

    def _draw(self, spec: str) -> None:
        if self._choices.picture is not None and self.is_attached:
            picture = self.query_one(Picture)
            picture.show_lines(self._choices.picture(spec, picture.content_size))

    @on(CellPane.Resized)
    def _draw_in_new_size(self) -> None:
        if self._problem() is None:
            self._draw(self.spec())


def _distinct(functions: Mapping[str, Callable[..., Any]], kept: str) -> Iterator[str]:
    """Every name once: of two names for one thing, the first, or the one that is in force."""
    seen = {functions[kept]}
    for name, function in functions.items():
        if name == kept or function not in seen:
            seen.add(function)
            yield name


def _as_text(value: Any) -> str:
    """A setting's value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "/".join(map(_as_text, value))
    return typed(value) if isinstance(value, float) else str(value)
