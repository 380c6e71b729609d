"""No widget can forget the gate: whatever it draws, and however, is shown and commands nothing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    DataTable,
    Header,
    Input,
    Label,
    OptionList,
    RichLog,
    Select,
    Static,
    Tree,
)

from gdtui.drawing.glyphs import Glyphs
from gdtui.tui import textual_internals
from gdtui.tui.textual_internals import TerminalApp, visible_strip
from gdtui.visible import visible_line
from tests.program.hostile import EVIL, acts
from tests.tui.screen import shows, text_of, until

WORST = f"{EVIL}\udcff\n\u2028"
MARKUP = "[bold]a[/bold] [@click=app.exit]b[/] [/] [$x] \\["


class Lines(Widget):
    def render_line(self, y: int) -> Strip:
        return Strip([Segment(WORST, Style(bold=True))])


class AllLines(Widget):
    """What passes by everything that Textual does to the lines of a widget."""

    def render_lines(self, crop: Region) -> list[Strip]:
        link = Style(link=f"https://x{EVIL}")
        command = Segment(EVIL, None, [(ControlType.BELL,)])
        line = Strip([Segment(EVIL, link), command, Segment(" " * crop.width)])
        return [line.crop(0, crop.width)] * crop.height


class Rendered(Widget):
    def __init__(self, what: Any) -> None:
        super().__init__()
        self.what = what

    def render(self) -> Any:
        return self.what


def table(text: str) -> Table:
    made = Table(text)
    made.add_row(text)
    return made


def framed(text: str) -> Widget:
    static = Static("")
    static.styles.border = ("round", "red")
    static.styles.height = 5
    static.border_title, static.border_subtitle = text, text
    return static


def data_table(text: str) -> Widget:
    made: DataTable[str] = DataTable()
    made.add_column(text)
    made.add_row(text, label=text)
    return made


def tree(text: str) -> Widget:
    made: Tree[None] = Tree(text)
    made.root.add(text)
    made.root.expand()
    return made


def log(text: str) -> Widget:
    made = RichLog(markup=True)
    made.write(text)
    return made


WIDGETS: dict[str, Callable[[str], Widget]] = {
    "Static": Static,
    "Label": Label,
    "Button": Button,
    "Checkbox": Checkbox,
    "OptionList": OptionList,
    "Select": lambda text: Select([(text, 1)], value=1),
    "DataTable": data_table,
    "Tree": tree,
    "RichLog": log,
    "the frame": framed,
    "a str": Rendered,
    "Content": lambda text: Rendered(Content(text)),
    "Content of markup": lambda text: Rendered(Content.from_markup(text)),
    "Text": lambda text: Rendered(Text(text)),
    "Text of markup": lambda text: Rendered(Text.from_markup(text)),
    "Table": lambda text: Rendered(table(text)),
}
ONLY_CELLS: dict[str, Callable[[str], Widget]] = {
    "Input": Input,
    "placeholder": lambda text: Input(placeholder=text),
    "lines": lambda _: Lines(),
    "all lines": lambda _: AllLines(),
    "Header": lambda _: Header(),
}


class Showing(TerminalApp):
    """An app with one widget in it."""

    def __init__(self, make: Callable[[], Widget], glyphs: Glyphs = Glyphs.BRAILLE) -> None:
        super().__init__(glyphs)
        self._make = make

    def compose(self) -> ComposeResult:
        self.widget = self._make()
        yield self.widget


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app sends to a terminal that is none."""
    sent: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "is_headless", False)
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: sent.append(data))
    return sent


@pytest.mark.parametrize("glyphs", Glyphs)
@pytest.mark.parametrize("name", [*WIDGETS, *ONLY_CELLS])
async def test_whatever_a_widget_draws_is_shown(
    name: str, glyphs: Glyphs, written: list[str]
) -> None:
    app = Showing(lambda: {**WIDGETS, **ONLY_CELLS}[name](WORST), glyphs)
    app.title = app.sub_title = WORST
    async with app.run_test(size=(150, 12)) as pilot:
        assert await until(pilot, lambda: "owned" in "".join(written))
        written.clear()
        app.wire.forget()  # or nothing is sent: the terminal shows it already
        app.widget.refresh(Region(0, 0, 40, 3))
        assert await until(pilot, lambda: bool(written))
    assert acts("".join(written).encode()) == ""


@pytest.mark.parametrize("name", WIDGETS)
async def test_a_widget_reads_no_markup(name: str) -> None:
    app = Showing(lambda: WIDGETS[name](MARKUP))
    async with app.run_test(size=(150, 12)) as pilot:
        assert await shows(pilot, MARKUP)


def test_nobody_asks_for_markup() -> None:
    asked = re.compile(r"(textual|rich)\.markup|from_markup|render_markup|markup=True")
    folder = Path(textual_internals.__file__).parent
    for path in folder.rglob("*.py"):
        if path.name != "textual_internals.py":
            assert not asked.search(path.read_text()), path


async def test_a_toast_and_a_tooltip_are_text_too(written: list[str]) -> None:
    app = Showing(lambda: Static("x"))
    async with app.run_test(size=(120, 30), tooltips=True, notifications=True) as pilot:
        app.notify(f"{WORST} {MARKUP}", title=WORST, timeout=99)
        app.widget.tooltip = f"tip {EVIL} [/]"
        assert await shows(pilot, "[/bold]")
        await pilot.hover(Static)
        assert await shows(pilot, "tip")
    assert acts("".join(written).encode()) == ""


async def test_control_characters_are_measured_as_they_are_shown() -> None:
    def made() -> Widget:
        static = Static("a\x1bb\x9bc\u202ed")
        static.styles.border = ("ascii", "red")
        static.styles.width = "auto"
        return static

    async with Showing(made).run_test(size=(40, 5)) as pilot:
        assert await shows(pilot, r"|a␛b\x9bc\u202ed|")
        assert text_of(pilot.app).split("\n")[0] == "+" + "-" * 15 + "+"


async def test_what_is_pasted_has_nothing_hidden_in_it() -> None:
    async with Showing(Input).run_test() as pilot:
        field = pilot.app.query_one(Input)
        field.focus()
        pilot.app.post_message(events.Paste("(w\u200b-\x1b[31m4)\u202e\x07^2\x9b\x7f"))
        assert await until(pilot, lambda: field.value == "(w-[31m4)^2")


async def test_what_is_copied_can_be_pasted_anywhere(written: list[str]) -> None:
    app = Showing(lambda: Static("x"))
    async with app.run_test():
        app.copy_to_clipboard("a\x03\udcff\x1b[2J\nb")
        assert app.clipboard == "a\\x03\\udcff\\x1b[2J\nb"
    assert acts("".join(written).encode()) == ""


async def test_a_crash_tells_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    app = Showing(lambda: Static("x"))
    async with app.run_test():
        app.exit(message=f"{EVIL} [bold]x[/bold]")
    app._print_error_renderables()
    assert "[bold]x[/bold]" in capsys.readouterr().err.replace("\n", "")


segments = st.lists(
    st.builds(
        Segment,
        st.text(st.characters(exclude_categories=[]) | st.sampled_from("ab\x1b\x9b\u202e日")),
        st.none() | st.builds(Style, bold=st.booleans(), link=st.none() | st.just(EVIL)),
    ),
    max_size=5,
)


@given(segments, st.sampled_from(Glyphs))
def test_a_strip_keeps_its_length_and_hides_nothing(line: list[Segment], glyphs: Glyphs) -> None:
    strip = Strip(line)
    shown = visible_strip(strip, glyphs)
    assert shown.cell_length == strip.cell_length
    assert visible_line(shown.text) == shown.text
    sent = shown.render(Console(force_terminal=True, color_system="truecolor"))
    assert acts(sent.encode()) == ""


@given(st.text("ab │⣿日"))
def test_a_harmless_strip_is_left_alone(text: str) -> None:
    strip = Strip([Segment(text, Style(bold=True))])
    assert visible_strip(strip, Glyphs.BRAILLE) is strip
