"""Keys: each action declared once, none in the way of another, none that SSH would lose."""

from itertools import combinations
from pathlib import Path

import pytest
from textual.screen import Screen

from gdtui.tui import actions
from gdtui.tui.actions import Action
from gdtui.tui.app import GdtuiApp
from gdtui.tui.keymap import BY_ID, SCREENS
from gdtui.tui.pages.page import Page
from gdtui.tui.panes.landscape import Landscape
from gdtui.tui.panes.step_log import StepLog
from gdtui.tui.panes.update_rule import UpdateRule
from gdtui.tui.screens.browser import Browser
from gdtui.tui.screens.columns import Columns
from gdtui.tui.screens.compare import Compare
from gdtui.tui.screens.decks import DeckList
from gdtui.tui.screens.lab import LabScreen
from gdtui.tui.screens.more import StudyMore
from gdtui.tui.screens.noise_lens import NoiseLens
from gdtui.tui.screens.picker import Picker
from gdtui.tui.screens.playground import Playground
from gdtui.tui.screens.rate_finder import RateFinder
from gdtui.tui.screens.review import Review
from gdtui.tui.screens.sharpness import SharpnessScreen
from gdtui.tui.screens.sweep import SweepScreen
from gdtui.tui.widgets.card_table import CardTable
from gdtui.tui.widgets.field import Answer, Field
from gdtui.tui.widgets.prediction import Guess

PLACES: dict[str, list[type]] = {
    "playground": [Playground],
    "look": [Landscape],
    "log": [StepLog],
    "rule": [UpdateRule],
    "field": [Field, GdtuiApp],
    "answer": [Answer],
    "prediction": [Guess, GdtuiApp],
    "lens": [NoiseLens],
    "compare": [Compare],
    "picker": [Picker],
    "columns": [Columns],
    "page": [Page, Screen],
    "decks": [DeckList],
    "sharpness": [SharpnessScreen],
    "sweep": [SweepScreen],
    "finder": [RateFinder],
    "more": [StudyMore],
    "lab": [LabScreen],
    "review": [Review],
    "browser": [Browser],
    "cards": [CardTable],
}


def test_every_action_has_an_id_of_its_own() -> None:
    every = [action.id for screen in SCREENS for action in screen]
    assert len(every) == len(set(every)) == len(BY_ID)
    assert {action_id.partition(".")[0] for action_id in every} == set(PLACES)


def test_the_guide_lists_every_action() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    assert [action_id for action_id in BY_ID if f"`{action_id}`" not in guide] == []


@pytest.mark.parametrize("action", BY_ID.values(), ids=lambda action: action.id)
def test_every_action_is_a_method_and_a_binding_of_its_screen(action: Action) -> None:
    places = (*PLACES[action.id.partition(".")[0]], GdtuiApp)
    method = f"action_{action.name.removeprefix('app.')}"
    assert any(hasattr(place, method) for place in places)
    bound = [binding for binding in places[0].BINDINGS if binding.id == action.id]  # type: ignore[attr-defined]
    assert [(binding.key, binding.action) for binding in bound] == [(action.all_keys, action.call)]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen[0].id)
def test_no_two_actions_that_work_at_once_have_the_same_key(screen: tuple[Action, ...]) -> None:
    for one, other in combinations(screen, 2):
        if not one.excludes(other):
            assert not {*one.all_keys.split(",")} & {*other.all_keys.split(",")}, (one.id, other.id)


@pytest.mark.parametrize("action", BY_ID.values(), ids=lambda action: action.id)
def test_no_action_needs_a_key_that_ssh_loses(action: Action) -> None:
    keys = action.all_keys.split(",")
    assert not {"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j"} & {*keys}
    assert not any("alt" in key for key in keys)
    functions = [key for key in keys if key[0] == "f" and key[1:].isdigit()]
    assert functions in ([], ["f1"])
    assert keys != ["f1"], "it is an extra"


def test_what_works_in_some_states_alone() -> None:
    take, answer = BY_ID["review.take"], BY_ID["review.answer"]
    assert take.excludes(answer)
    assert not take.excludes(BY_ID["review.skip"])
    assert not take.excludes(BY_ID["review.undo"])
    assert actions.works(actions.REVIEW, "take", "answered")
    assert not actions.works(actions.REVIEW, "take", "asked")
    assert actions.works(actions.REVIEW, "focus_next", "asked"), "what is not ours works"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("n", "n"),
        ("right", "→"),
        ("question_mark", "?"),
        ("ctrl+p", "^p"),
        ("shift+up", "shift+↑"),
        ("escape", "Esc"),
        ("full_stop", "."),
        ("f1", "F1"),
    ],
)
def test_keys_as_people_read_them(key: str, shown: str) -> None:
    assert actions.key_shown(key) == shown
