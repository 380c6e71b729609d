"""What a key can do: its declaration, and what Textual and people are told of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding
from textual.keys import format_key


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done, and the keys that do it."""

    id: str
    """The screen and the action on it, as a person's key map names it: `playground.step`."""
    keys: str
    """Textual's names of keys, separated by commas, as they are shown."""
    label: str
    """A verb of a word or two, for footer and palette."""
    help: str
    """One sentence, for the help screen and the palette."""
    also: str = ""
    """Further keys, which are not shown."""
    does: str = ""
    """The screen's `action_` method with its arguments, if it is not called as in the id."""
    in_footer: bool = False
    in_short: str = ""
    """What the footer calls it, if not by its label; keys of one name share it: `+ − η`."""
    when: tuple[str, ...] = ()
    """The states of the screen in which it works; empty: in all."""

    @property
    def call(self) -> str:
        """The action as Textual runs it: the name of the method, perhaps with arguments."""
        return self.does or self.id.partition(".")[2]

    @property
    def name(self) -> str:
        """The name of the method alone."""
        return self.call.partition("(")[0]

    @property
    def all_keys(self) -> str:
        """The keys that are shown, and the others."""
        return f"{self.keys},{self.also}" if self.also else self.keys

    def works_in(self, state: str) -> bool:
        """Whether it works in that state of the screen."""
        return not self.when or state in self.when

    def excludes(self, other: "Action") -> bool:
        """Whether the two never work at the same time, so that they may have the same key."""
        return bool(self.when and other.when) and not {*self.when} & {*other.when}


# fmt: off
def on_every_screen(screen: str, *, also: str = "f1") -> tuple[Action, ...]:
    """Of every screen that has keys of its own: help, which `also` opens too, and redrawing."""
    redraw = "Draw everything again, if something else has written on the screen."
    return (
        Action(f"{screen}.help", "question_mark", "Help", "Show this help.", also=also,
               in_footer=True),
        Action(f"{screen}.redraw", "ctrl+l", "Redraw", redraw, does="app.redraw"),
    )


def rows_of(table: str, one: str, *, first: str = "home", last: str = "end") -> tuple[Action, ...]:
    """To select a row of a table: each stands for `one` thing."""
    return (
        Action(f"{table}.up", "up,k", "Up", f"Select the {one} before.", does="select(-1)"),
        Action(f"{table}.down", "down,j", "Down", f"Select the next {one}.", does="select(1)"),
        Action(f"{table}.page_up", "pageup", "Page up", f"Select a {one} a page before.",
               does="page(-1)"),
        Action(f"{table}.page_down", "pagedown", "Page down", f"Select a {one} a page on.",
               does="page(1)"),
        Action(f"{table}.first", first, "First", f"Select the first {one}.", does="go(0)"),
        Action(f"{table}.last", last, "Last", f"Select the last {one}.", does="go(None)"),
    )
# fmt: on

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "f1": "F1",
}


def bindings(actions: Iterable[Action]) -> list[Binding]:
    """The actions as Textual's bindings, each under its id for a person's key map."""
    return [
        Binding(
            action.all_keys,
            action.call,
            action.in_short or action.label,
            show=action.in_footer,
            tooltip=action.help,
            id=action.id,
        )
        for action in actions
    ]


def works(actions: Iterable[Action], name: str, state: str) -> bool:
    """Whether what is called `name` works in that state of the screen; what is not ours does."""
    return all(action.name != name for action in actions if not action.works_in(state))


def key_shown(key: str) -> str:
    """A key as people read it: `n`, `→`, `Esc`, `^p`."""
    *modifiers, name = key.split("+")
    shown = _NAMES.get(name) or format_key(name)
    return "".join("^" if modifier == "ctrl" else f"{modifier}+" for modifier in modifiers) + shown
