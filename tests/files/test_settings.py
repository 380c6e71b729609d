"""UserSettings: read with defaults, and never a reason not to start."""

import pytest

from gdtui.files import settings
from gdtui.files.settings import KeySetting, UserSettings, load


def write(text: str | bytes) -> None:
    path = settings.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_without_a_file_the_defaults_are_in_force() -> None:
    assert load() == UserSettings(0.9, 20, 200)


def test_what_the_file_says() -> None:
    write("# mine\n[study]\ndesired_retention = 0.85\nnew_cards_a_day = 5\nreviews_a_day = 0\n")
    assert load() == UserSettings(0.85, 5, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[study]\n\ndesired_retention = 1.5\n", "line 3: desired_retention must be a number"),
        ("[study]\ndesired_retention = nan\n", "line 2"),
        ("[study]\nnew_cards_a_day = -1\n", "line 2: new_cards_a_day must be a whole number"),
        ("[study]\nnew_cards_a_day = true\n", "line 2"),
        ('[study]\nreviews_a_day = "many"\n', "line 2"),
        ("[study]\nnew_cards = 3\n", "line 2: unknown setting 'new_cards'; known:"),
        ("study = 3\n", "study must be a table"),
        ("keys = 3\n", "keys must be a table"),
        ('[keys]\n\n"a.b" = 3\n', "line 3: 'a.b' must be keys in quotes"),
        ("[keys]\na.b = 3\n", "line 2: 'a.b' must be keys in quotes"),
        ("[keys.a]\n\nb = 3\n", "line 3: 'a.b' must be keys in quotes"),
        ('\n[kesy]\na = "n"\n', "line 2: unknown heading 'kesy', did you mean 'keys'?"),
        ("[study\n", "at line 1"),
        (b"\xff", "UTF-8"),
        ("x = " + "[" * 50_000, "line 1, column 14: brackets more than 8 deep"),
        ("#" * 200_000, "larger"),
        ("[study]\nx = " + "9" * 5000, "not TOML"),
    ],
)
def test_what_is_wrong_is_named_and_left_out(text: str | bytes, says: str) -> None:
    write(text)
    found = load()
    (problem,) = found.problems
    assert "settings.toml" in problem
    assert says in problem
    assert "\n" not in problem
    assert (found.desired_retention, found.new_cards_a_day, found.reviews_a_day) == (0.9, 20, 200)


def test_the_rest_of_a_file_holds() -> None:
    write("[study]\nnew_cards_a_day = 3\ndesired_retention = 2\n")
    assert load().new_cards_a_day == 3


@pytest.mark.parametrize("line", ['"playground.step" = "n"', 'playground.step = "n"'])
def test_own_keys_are_handed_on_with_their_place(line: str) -> None:
    write(f"[study]\nnew_cards_a_day = 3\n\n[keys]\n{line}\n")
    found = load()
    assert found.new_cards_a_day == 3
    assert found.keys == (KeySetting("playground.step", "n", f"{settings.path()}, line 5"),)


def test_a_folder_in_its_place() -> None:
    settings.path().mkdir(parents=True)
    assert "cannot be read" in load().problems[0]
