"""The columns of a file: which one is the target, what is learned from, what is left out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.widgets.option_list import Option

from gdtui.engine.config import RunConfig
from gdtui.engine.data.dataset import MOST_CLASSES
from gdtui.engine.spec import name_of, shortened
from gdtui.files.table.choice import possible, proposed, settings_of, usual_use
from gdtui.files.table.columns import Column
from gdtui.tui import actions
from gdtui.tui.textual_internals import TerminalApp
from gdtui.tui.widgets.listing import Listing

_WAYS = {
    "drop": "rows with missing cells are left out",
    "mean": "missing cells become the mean of their column",
}
_NAMES = {"number": "feature", "one-hot": "one-hot", "left out": "left out", "target": "TARGET"}


class Columns(ModalScreen[RunConfig | None]):
    """A row a column, with its use, its kind and its first cells; hands back the settings."""

    BINDINGS: ClassVar = [*actions.bindings(actions.COLUMNS)]
    AUTO_FOCUS = "#columns-list"

    app = getters.app(TerminalApp)

    def __init__(self, columns: Sequence[Column], config: RunConfig) -> None:
        """`columns` as the settings of `config` have them; its other settings are kept."""
        super().__init__()
        self._columns, self._config = columns, config
        self._uses = proposed(columns)
        self._missing = config.missing or "drop"

    def compose(self) -> ComposeResult:
        """The columns, what becomes of gaps, and the keys."""
        with Vertical(id="columns-dialog") as frame:
            name = Path(self._config.data or "").name
            frame.border_title = self.app.legible(f"columns of {name}")
            frame.border_subtitle = self.app.legible("Enter: learn · Esc: leave")
            yield Static(f"{'use':<9} {'column':<18} {'kind':<8} first rows", id="columns-head")
            yield Listing(id="columns-list")
            yield Static("", id="columns-gaps")
            yield Static("Space: another use   t: the target   m: missing cells")

    def on_mount(self) -> None:
        """Show what is proposed, and begin at the first column that needed a decision."""
        self._list.add_options([Option(self._row(column)) for column in self._columns])
        undecided = (c.place for c in self._columns if c.kind != "number" or c.missing)
        self._list.highlighted = next(undecided, 0)
        self._explain()

    @property
    def _list(self) -> Listing:
        return self.query_one(Listing)

    @property
    def _marked(self) -> Column:
        return self._columns[self._list.highlighted or 0]

    def _row(self, column: Column) -> str:
        name = shortened(self.app.legible(column.name), 18)
        cells = self.app.legible(", ".join(column.cells))[:36]
        use = _NAMES[self._uses[column.name]]
        return self.app.legible(f"{use:<9} {name:<18} {column.kind:<8} {cells}")

    def _explain(self) -> None:
        """Say what becomes of missing cells, or what is wrong with the choice."""
        for column in self._columns:
            self._list.replace_option_prompt_at_index(column.place, self._row(column))
        gaps = [c.name for c in self._columns if c.missing and self._uses[c.name] != "left out"]
        said = f"{_WAYS[self._missing]}: {', '.join(gaps)}" if gaps else ""
        problem = self._problem()
        said = f"✗ {problem}" if problem else said
        self.query_one("#columns-gaps", Static).update(self.app.legible(said))

    def _problem(self) -> str | None:
        if not {"number", "one-hot"} & {*self._uses.values()}:
            return "nothing is left to learn from"
        (target,) = (c for c in self._columns if self._uses[c.name] == "target")
        if target.kind == "text" and target.different > MOST_CLASSES:
            return f"{target.name} has more than {MOST_CLASSES} texts: too many classes"
        return None

    def action_next_use(self) -> None:
        """The next use that the marked column can have."""
        column = self._marked
        uses = possible(column)
        now = self._uses[column.name]
        if now != "target":
            self._uses[column.name] = uses[(uses.index(now) + 1) % len(uses)]
            self._explain()

    def action_target(self) -> None:
        """Predict the marked column; the one that was the target is learned from, if it can be."""
        for column in self._columns:
            if self._uses[column.name] == "target":
                self._uses[column.name] = usual_use(column, len(self._columns))
        self._uses[self._marked.name] = "target"
        self._explain()

    def action_missing(self) -> None:
        """Leave rows with missing cells out, or fill them in."""
        self._missing = "mean" if self._missing == "drop" else "drop"
        self._explain()

    def action_move(self, by: int) -> None:
        """Mark another column."""
        self._list.highlighted = ((self._list.highlighted or 0) + by) % len(self._columns)

    def action_use(self) -> None:
        """Learn from the columns as they are shown."""
        if self._problem() is None:
            chosen = settings_of(self._columns, self._uses, self._missing)
            old = replace(self._config, data_hash=None, start=None, learning_rate=None)
            self.dismiss(replace(old, **chosen, **self._loss()))

    def on_option_list_option_selected(self) -> None:
        """Enter in the list."""
        self.action_use()

    def _loss(self) -> dict[str, Any]:
        """A loss that goes with the target, if the present one does not."""
        (target,) = (c for c in self._columns if self._uses[c.name] == "target")
        loss, two = name_of(self._config.objective), target.different == 2
        fits = ("logistic", "softmax", "mlp") if two else ("softmax", "mlp")
        if target.kind == "number":
            fits = ("linear", *fits)
        return {} if loss in fits else {"objective": fits[0]}
