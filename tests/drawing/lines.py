"""Drawn lines, read as text and as the roles of their pieces."""

from gdtui.drawing.canvas import Line


def text(lines: list[Line]) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines]


def roles(lines: list[Line]) -> set[str]:
    return {role for line in lines for piece, role in line if piece.strip()}
