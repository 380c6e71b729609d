"""A miss becomes a card: the same question, in a deck of the person's own.

Where the present point is all that counts, the card's run starts there; where a rule remembers
something, or η depends on the step, it is the whole run. A run that was edited on the way is no run
that a card can describe, and one on a file may not be there next time: those are not kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from gdtui.drawing.notation import typeset
from gdtui.drawing.numbers import number
from gdtui.engine.config import RunConfig, with_settings
from gdtui.engine.numbers import rounded, typed
from gdtui.engine.optimizers import parse
from gdtui.engine.run import Run
from gdtui.engine.spec import name_of
from gdtui.files import paths
from gdtui.files.command_line import NUMBER, POINT, SETTINGS, WHOLE
from gdtui.files.datasets import has_name
from gdtui.study.cards import decks, own_deck
from gdtui.study.cards.answers import sentence
from gdtui.study.cards.engine_answer import MOST_STEPS
from gdtui.study.cards.kinds.numeric import APART, last_place
from gdtui.study.cards.own_deck import CardTable, Kept, as_toml, miss_id
from gdtui.study.predicting.asked import Asked, Looked, Said, looked_at
from gdtui.study.predicting.choice import ask_way
from gdtui.study.predicting.fate import ask_fate
from gdtui.study.predicting.mistakes import Mistake, known_mistakes

DECK = "own-runs"
"""The name of the deck."""
FEW = 8  # parameters whose values fit into a question
MOST_MISTAKES = 8
DIGITS = 6  # of the point that a question names
MOST_DIGITS = 10  # of an answer that anybody types
TOLERATED = Fraction(1, 50)  # of the displacement: what the last digit of an answer may be off

HEADING = """title = "From your own runs"
about = "What was predicted wrong in the playground, one card a miss."
tags = ["own-runs"]
"""


def keep(asked: Asked, said: Said) -> Kept:
    """Keep a card of what was predicted wrong, if it can be asked again."""
    table = card_of(asked, said.mistake)
    return Kept() if table is None else own_deck.keep(DECK, HEADING, table)


def card_of(asked: Asked, mistake: str = "") -> CardTable | None:
    """The card of a prediction; None for what no card can ask, or would not judge fairly."""
    run = _run_to_ask(asked.looked.run)
    if run is None:
        return None
    again = looked_at(run, asked.looked.coordinate)
    tags = _listed([mistake or "wrong", name_of(run.settings.optimizer)])
    return _sum(again, tags) if asked.kind == "number" else _choice(asked, again, tags)


def _choice(asked: Asked, again: Looked, tags: str) -> CardTable | None:
    """The card of a question with options, asked of the run that the card describes."""
    makers: Mapping[str, Callable[[Looked], Asked | None]] = {"way": ask_way, "fate": ask_fate}
    new = makers[asked.kind](again)
    if new is None:
        return None
    question = f"{_scene(again)} {new.text}"
    name = miss_id(question)
    lines = [f'id = "{name}"', 'kind = "choice"', f"tags = {tags}"]
    lines += [f"question = {as_toml(question)}", "options = ["]
    for option in new.options:
        number_, _, text = option.partition(" ")
        judgement = new.judged(number_).judgement
        is_best = option == new.answer
        if is_best or judgement.kind != "right":
            right = "right = true, " if is_best else ""
            lines.append(
                f"  {{ text = {as_toml(text)}, {right}says = {as_toml(judgement.says)} }},"
            )
    return _sound(name, [*lines, "]"])


def _sound(name: str, lines: Sequence[str]) -> CardTable | None:
    """A card of these lines; None if a deck would refuse it."""
    text = "\n[[card]]\n" + "\n".join(lines) + "\n"
    deck = decks.parse(HEADING + text, paths.decks() / f"{DECK}.toml")
    return None if decks.problems(deck) else CardTable(name, text)


def _sum(again: Looked, tags: str) -> CardTable | None:
    """The card of a number, if so many digits can be asked for as tell it from a mistake."""
    digits = _digits(again)
    if digits is None:
        return None
    question = _question(again)
    name = miss_id(question)
    lines = [
        f'id = "{name}"',
        'kind = "numeric"',
        f"tags = {tags}",
        f"question = {as_toml(question)}",
        f"run = {{ {', '.join(_run_table(again))} }}",
        f"digits = {digits}",
        f"answer = {as_toml(f'{{answer}}: {again.way()}')}",
        "mistakes = [",
        *(
            f'  {{ formula = "{typed(wrong.value, 12)}", says = {as_toml(sentence(wrong.says))} }},'
            for wrong in _mistakes(again, digits)
        ),
        "]",
    ]
    return _sound(name, lines)


def _run_to_ask(run: Run) -> Run | None:
    """A run without edits whose next update is the one that was asked for, to six digits."""
    config, settings = run.config, run.settings
    if config.start is None or run.objective.dimension > FEW or run.step >= MOST_STEPS:
        return None
    if config.data is not None and not has_name(config.data):
        return None
    if not parse(settings.optimizer).remembers and not run.stochastic and _is_steady(settings):
        here = tuple(rounded(float(x), DIGITS) for x in run.params)
        try:
            held = with_settings(config, settings)
            return Run(replace(held, start=here, max_steps=None), run.data)
        except ValueError:
            return None
    return None if run.edits else run


def _is_steady(settings: Any) -> bool:
    return bool(settings.schedule == "constant") and ":lr_decay" not in settings.optimizer


def _digits(looked: Looked) -> int | None:
    """How many digits of the answer are asked for: those that tell a mistake of the step."""
    allowed = abs(Fraction(looked.move)) * TOLERATED
    answer = Fraction(looked.lands)
    wanted = range(3, MOST_DIGITS + 1)
    return next((d for d in wanted if allowed and last_place(answer, d) / 2 <= allowed), None)


def _mistakes(looked: Looked, digits: int) -> Iterator[Mistake]:
    """The known mistakes that the card can tell from its answer, and from each other."""
    tolerance = last_place(Fraction(looked.lands), digits) / 2
    told = [Fraction(looked.lands)]
    for wrong in known_mistakes(looked):
        value = Fraction(typed(wrong.value, 12))
        if len(told) <= MOST_MISTAKES and all(abs(value - x) > APART * tolerance for x in told):
            told.append(value)
            yield wrong


def _question(looked: Looked) -> str:
    """The sum in words, with all that is needed to work it out."""
    return f"{_scene(looked)} Where does the next step put {looked.name}?"


def _scene(looked: Looked) -> str:
    """The loss, the rule, where it stands, and what the rule remembers."""
    run, update, _ = looked
    names = run.objective.parameters
    rule = run.settings.optimizer
    by = "gradient descent" if rule == "gd" else rule
    point = ", ".join(
        f"{name} = {number(float(x))}" for name, x in zip(names, run.params, strict=True)
    )
    constants = ", ".join(
        f"{typeset(symbol)} = {number(value)}"
        for symbol, value in parse(rule).constants.items()
        if value
    )
    by = f"{by} ({constants})" if constants else by
    after = f", after {run.step} steps" if run.step else ""
    kept = "".join(
        f", {symbol} = {number(float(value))}"
        for symbol, value in zip(parse(rule).remembers, update.before, strict=True)
        if run.step and value
    )
    batch = f" ∂L/∂{looked.name} of the mini-batch is {number(looked.slope)}." if run.data else ""
    return (
        f"L({', '.join(names)}) = {run.objective.formula}. "
        f"{by[0].upper()}{by[1:]} with η = {number(update.row.learning_rate)}{after}, "
        f"at {point}{kept}.{batch}"
    )


def _run_table(looked: Looked) -> Iterator[str]:
    """The settings of the run as a card's `run` has them."""
    run = looked.run
    usual = RunConfig()
    yield f"loss = {as_toml(run.config.objective)}"
    for setting in SETTINGS:
        value = getattr(run.config, setting.name)
        needed = setting.name in ("start", "learning_rate")
        if setting.name == "max_steps" or (value == getattr(usual, setting.name) and not needed):
            continue
        if setting.flag is not None:
            yield f"{setting.key} = {'true' if value == setting.flag else 'false'}"
        elif setting.form is POINT:
            yield f"{setting.key} = {_listed([typed(x) for x in value])}"
        elif setting.form is NUMBER or setting.form is WHOLE:
            yield f'{setting.key} = "{setting.form.write(value)}"'
        else:
            yield f"{setting.key} = {as_toml(setting.form.write(value))}"
    yield f"steps = {run.step + 1}"
    yield f"ask = {as_toml(looked.name)}"


def _listed(texts: list[str]) -> str:
    return f"[{', '.join(map(as_toml, texts))}]"
