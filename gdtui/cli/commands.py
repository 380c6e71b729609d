"""What there is to call: where each command is, and what the list of commands says of it."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command that is loaded when it is called or its help is asked for."""

    where: str
    """`module:name`."""
    help: str | None
    """The first sentence of its docstring; None: it is not listed."""


COMMANDS = {
    "deck": Entry(
        "gdtui.cli.deck:deck",
        "List, check, import and export decks of flashcards.",
    ),
    "doctor": Entry("gdtui.cli.doctor:doctor", "What this terminal can do, and what that means."),
    "film": Entry(
        "gdtui.cli.film:film", "A recorded run as a film: an asciicast, and an animated SVG."
    ),
    "lab": Entry("gdtui.cli.lab:lab", "Exercises that are done, checked and handed in."),
    "play": Entry("gdtui.cli.run:play", None),
    "presets": Entry(
        "gdtui.cli.listings:presets",
        "Runs worth looking at: their names, and what to look for.",
    ),
    "quiz": Entry(
        "gdtui.cli.quiz:quiz", "Flashcards that come back when they are about to be forgotten."
    ),
    "replay": Entry(
        "gdtui.cli.run:replay", "Open a recorded run, made with `gdtui run --format jsonl`."
    ),
    "run": Entry("gdtui.cli.run:run", "A run without a screen."),
    "sweep": Entry(
        "gdtui.cli.sweep:sweep", "Many learning rates, or two hyperparameters, at once."
    ),
    "themes": Entry("gdtui.cli.listings:themes", "The color themes that --theme takes."),
}
"""The commands by their names, in the order in which they are listed."""
