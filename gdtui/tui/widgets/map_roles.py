"""The roles that cells of a map have, and their colors."""

from gdtui.tui.themes import CLASS_COLORS, MAP_COLORS

MAP_ROLES = (
    "example",
    *(f"class{number}" for number in range(len(CLASS_COLORS))),
    *MAP_COLORS,
)


def map_css(widget: str) -> str:
    """The style sheet of a widget that shows maps."""
    rules = [
        *(f".cell--{name} {{ color: ${name}; }}" for name in MAP_COLORS),
        *(f".cell--class{i} {{ color: ${name}; }}" for i, name in enumerate(CLASS_COLORS)),
        ".cell--example { color: $foreground; }",
        ".cell--path { text-style: bold; }",
    ]
    return "\n".join([f"{widget} {{", *rules, "}"])
