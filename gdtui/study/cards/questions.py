"""From a card and a seed to what is shown, and from what is typed to a verdict."""

import hashlib
from dataclasses import dataclass

from gdtui.study.cards import answers, sampling
from gdtui.study.cards.answers import AGAIN, GOOD, HARD, Verdict
from gdtui.study.cards.card import Basic, Card, Choice, Cloze, Numeric, Situation
from gdtui.study.cards.sampling import Draw


@dataclass(frozen=True, slots=True)
class Question:
    """A card as it is asked this time."""

    card: Card
    seed: int
    text: str
    """The question with its numbers, or the sentence with its gaps."""
    options: tuple[str, ...] = ()
    """Of a choice, in the order in which they are shown."""
    order: tuple[int, ...] = ()
    """The place in the card of each option shown."""
    draw: Draw | None = None
    """Of a numeric card."""

    @property
    def is_typed(self) -> bool:
        """Whether an answer is typed or chosen; otherwise the learner judges their own."""
        return not isinstance(self.card, Basic)

    @property
    def solution(self) -> str:
        """What is revealed."""
        card = self.card
        said = ""
        match card:
            case Cloze():
                said = _with_gaps(card, [forms[0] for forms in card.gaps])
            case Choice():
                right = next(n for n, i in enumerate(self.order, 1) if card.options[i].right)
                said = f"{right}. {self.options[right - 1]}"
            case Numeric() if self.draw:
                said = self.draw.shown_answer
        explained = self.draw.solution if self.draw else card.answer
        return "\n".join(filter(None, (said, explained)))

    @property
    def params(self) -> dict[str, str] | None:
        """The drawn numbers, for the log."""
        if self.draw is None:
            return None
        return {name: str(value) for name, value in self.draw.numbers}

    def judged(self, typed: str) -> Verdict:
        """What is to be said about an answer; an empty one asks for the solution."""
        if not typed.strip():
            return Verdict("shown")
        match self.card:
            case Cloze():
                return answers.judge_gaps(self.card, typed)
            case Choice():
                return answers.judge_choice(self.card, self.order, typed)
            case Numeric() if self.draw:
                return answers.judge_number(self.draw, typed)
        raise TypeError(f"{self.card.id} is judged by the learner")

    def situation(self) -> Situation | None:
        """What "show me" opens, with these numbers; None if the card has nothing to show."""
        card = self.card
        numbers = dict(self.draw.numbers) if self.draw else {}
        setup = card.show or (card.run if isinstance(card, Numeric) else None)
        return sampling.situation(setup, numbers) if setup else None


def ask(card: Card, seed: int) -> Question:
    """The card as a seed has it asked. Raises `DrawError`."""
    match card:
        case Numeric():
            draw = sampling.draw(card, seed)
            return Question(card, seed, draw.question, draw=draw)
        case Choice():
            order = tuple(
                sorted(range(len(card.options)), key=lambda i: _digest(f"{card.id}/{seed}/{i}"))
            )
            options = tuple(card.options[i].text for i in order)
            return Question(card, seed, card.question, options, order)
        case Cloze():
            gaps = (
                ["____"] if len(card.gaps) == 1 else [f"__{n + 1}__" for n in range(len(card.gaps))]
            )
            return Question(card, seed, _with_gaps(card, gaps))
        case Basic():
            return Question(card, seed, card.question)
    raise TypeError(type(card))


def seed_of(card: str, reps: int, attempt: int = 0) -> int:
    """The seed of a repetition: the same after a restart or an undo, another after an answer."""
    return int.from_bytes(_digest(f"{card}/{reps}/{attempt}")[:6], "big")


def suggested(verdicts: list[Verdict]) -> int:
    """The grade that these verdicts suggest; of a card the learner judges, Good."""
    if not verdicts:
        return GOOD
    if verdicts[-1].kind != "right":
        return AGAIN
    return HARD if any(verdict.kind == "precision" for verdict in verdicts) else GOOD


def _with_gaps(card: Cloze, words: list[str]) -> str:
    pieces = [card.text[0]]
    for word, text in zip(words, card.text[1:], strict=True):
        pieces += [word, text]
    return "".join(pieces)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
