"""Specs: `name:setting=value,…`, and what is said of a wrong one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtui.engine import optimizers, schedules
from gdtui.engine.objectives import resolve
from gdtui.engine.spec import SpecError, build, nearest, quoted, settings_of


def plain() -> dict[str, Any]:
    return {}


def adam(
    *,
    beta1: float = 0.9,
    steps: int = 3,
    amsgrad: bool = False,
    mode: str = "triangular",
    milestones: tuple[int, ...] = (5, 12),
    weights: tuple[float, ...] = (),
    limit: float | None = None,
    total_steps: int = 100,
) -> dict[str, Any]:
    if beta1 >= 1:
        raise SpecError("beta1 must be below 1")
    return dict(locals())


CHOICES = {"plain": plain, "adam": adam}


def read(text: str, **context: Any) -> dict[str, Any]:
    return build("optimizer", text, CHOICES, **context)


def refused(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "setting", "value"),
    [
        ("adam", "beta1", 0.9),
        ("  ADAM : beta1 = 0.8 ", "beta1", 0.8),
        ("adam:beta1=1e-3", "beta1", 1e-3),
        ("adam:steps=7", "steps", 7),
        ("adam:amsgrad=yes", "amsgrad", True),
        ("adam:amsgrad=False", "amsgrad", False),
        ("adam:mode=exp_range", "mode", "exp_range"),
        ("adam:milestones=5/12/31", "milestones", (5, 12, 31)),
        ("adam:weights=0.5/2", "weights", (0.5, 2.0)),
        ("adam:limit=2", "limit", 2.0),
        ("adam:", "steps", 3),
        ("adam:beta1=0.5,steps=4", "steps", 4),
    ],
)
def test_settings_are_read_as_the_type_of_their_default(
    text: str, setting: str, value: object
) -> None:
    found = read(text)[setting]
    assert found == value
    assert type(found) is type(value)


def test_what_the_text_leaves_open_comes_from_the_context() -> None:
    assert read("adam", total_steps=50)["total_steps"] == 50
    assert read("adam:total_steps=7", total_steps=50)["total_steps"] == 7
    assert read("adam", total_steps=None)["total_steps"] == 100
    assert read("plain", total_steps=50) == {}


def test_an_unknown_name_lists_the_known_and_the_nearest() -> None:
    assert refused("adm") == "unknown optimizer 'adm', did you mean 'adam'?; known: plain, adam"
    assert refused("zzz") == "unknown optimizer 'zzz'; known: plain, adam"
    assert refused("") == "unknown optimizer ''; known: plain, adam"


def test_an_unknown_setting_lists_the_known_and_the_nearest() -> None:
    message = refused("adam:beta=0.5")
    assert message.startswith(
        "optimizer 'adam' has no setting 'beta', did you mean 'beta1'?; known"
    )
    assert message.endswith(", ".join(settings_of(adam)))
    assert "; it takes no settings" in refused("plain:lr=3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("adam:beta1", "beta1 needs a value, as in beta1=0.5"),
        ("adam:beta1=", "beta1 needs a value, as in beta1=0.5"),
        ("adam:beta1=fast", "beta1 must be a number, not 'fast'"),
        ("adam:beta1=nan", "beta1 must be a number, not 'nan'"),
        ("adam:beta1=1e999", "beta1 must be a number, not '1e999'"),
        ("adam:steps=2.5", "steps must be a whole number, not '2.5'"),
        ("adam:amsgrad=maybe", "amsgrad must be yes or no, not 'maybe'"),
        ("adam:milestones=5//7", "milestones must be numbers such as 5/12/31, not '5//7'"),
        ("adam:milestones=5/1.5", "milestones must be numbers such as 5/12/31, not '5/1.5'"),
        ("adam:limit=x", "limit must be a number, not 'x'"),
        ("adam:beta1=2", "beta1 must be below 1"),
        ("adam:steps=2,5", "steps must be a whole number, not '2,5'"),
        ("adam:beta1=0,85,steps=2", "'beta1=0,85' has a comma; write beta1=0.85"),
    ],
)
def test_a_wrong_value_says_what_would_be_right(text: str, message: str) -> None:
    assert refused(text) == f"optimizer 'adam': {message}"


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    for written in (text, f"adam:{text}", f"adam:beta1={text}", f"adam:milestones={text}"):
        message = ""
        try:
            read(written)
        except SpecError as error:
            message = str(error)
        assert message.isprintable()


def test_the_nearest_is_named_only_if_it_is_near() -> None:
    assert nearest("momentun", ["momentum", "adam"]) == ", did you mean 'momentum'?"
    assert nearest("x", ["momentum", "adam"]) == ""


def test_optimizers_and_schedules_are_written_so() -> None:
    for name in ("gd", "sgd", " GD "):
        assert optimizers.parse(name).update(2.0, 7.0, (), 0.1, 1) == (-0.2, ())
    assert schedules.parse("constant", 10).rate(3, 0.25, ()) == 0.25
    with pytest.raises(SpecError, match="known: gd, sgd"):
        optimizers.parse("gradient")
    with pytest.raises(SpecError, match="it takes no settings"):
        schedules.parse("constant:gamma=2")


def test_losses_are_written_so() -> None:
    assert resolve("Quadratic : spectrum = 1/4").dimension == 2
    with pytest.raises(SpecError, match="did you mean 'spectrum'"):
        resolve("quadratic:spectre=1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("größe", "'größe'"),
        ("\x1b[31m", r"'\x1b[31m'"),
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 39}…'"),
        (1.5, "1.5"),
        ([1] * 100, "[" + "1, " * 12 + "1,…"),
    ],
)
def test_what_others_wrote_is_quoted_and_cut(value: object, shown: str) -> None:
    assert quoted(value) == shown
