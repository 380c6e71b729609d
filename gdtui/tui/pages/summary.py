"""What a quiz was, when nothing is left to ask."""

from collections.abc import Iterator

from gdtui.study.memory.session import Summary

MOST_HARD, MOST_MISTAKES = 8, 5


def summary_lines(summary: Summary) -> Iterator[str]:
    """Paragraphs, to be wrapped by whoever shows them."""
    if not summary.answered:
        yield "Nothing to ask now."
    else:
        again, hard, good, easy = summary.grades
        yield f"Done: {summary.answered} answered, {summary.remembered} remembered."
        yield f"{again} again, {hard} hard, {good} good, {easy} easy."
    if summary.hard:
        yield ""
        yield "WHAT WAS HARD"
        for item in summary.hard[:MOST_HARD]:
            often = f" ({item.again}× again)" if item.again else ""
            yield f"• {' '.join(item.text.split())}{often}"
    if summary.mistakes:
        yield ""
        yield "MISTAKES"
        for sentence, count in summary.mistakes[:MOST_MISTAKES]:
            yield f"• {count}×: {sentence}"
    yield ""
    yield f"Due by tomorrow: {summary.due_tomorrow}."
