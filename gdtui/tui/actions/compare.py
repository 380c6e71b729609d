"""The keys of the runs beside each other."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
COMPARE = (
    Action("compare.race", "space", "Race", "Let all runs race, or stop them.", in_footer=True),
    Action("compare.step", "n,right", "Step", "One step more of each.", does="go_by(1)",
           in_footer=True),
    Action("compare.back", "b,left", "Back", "One step back.", does="go_by(-1)", in_footer=True),
    Action("compare.ten_steps", "N", "Ten steps", "Ten steps more of each.", does="go_by(10)"),
    Action("compare.ten_back", "B", "Ten back", "Ten steps back.", does="go_by(-10)"),
    Action("compare.first", "g", "Start line", "Back to the start.", does="go_to_start"),
    Action("compare.last", "G", "Furthest", "To the furthest step of any run.",
           does="go_to_furthest"),
    Action("compare.down", "j,down", "Down", "Mark the next run.", does="move(1)"),
    Action("compare.up", "k,up", "Up", "Mark the run before.", does="move(-1)"),
    Action("compare.make_live", "enter", "Make live",
           "Make the marked run the live one; the live one is pinned in exchange.",
           in_footer=True),
    Action("compare.keep", "c", "Pin", "Pin the marked run, if it is the abandoned one.",
           does="keep"),
    Action("compare.out", "x", "Out", "Take the marked run out.", in_footer=True),
    Action("compare.put_back", "X", "Put back", "Keep the run that was taken out last again."),
    Action("compare.log_scale", "l", "Log", "Loss on a logarithmic or a linear scale.",
           in_footer=True),
    Action("compare.unit", "a", "Axis", "Align the runs by steps, epochs or examples seen."),
    Action("compare.raise_threshold", "plus", "Higher", "Count the steps to a higher loss.",
           also="equals_sign", does="move_threshold(1)"),
    Action("compare.lower_threshold", "minus", "Lower", "Count the steps to a lower loss.",
           does="move_threshold(-1)"),
    Action("compare.faster", "right_square_bracket", "Faster", "Race faster.",
           does="change_speed(1)"),
    Action("compare.slower", "left_square_bracket", "Slower", "Race slower.",
           does="change_speed(-1)"),
    *on_every_screen("compare"),
    Action("compare.close", "escape,q", "Close", "Back to the playground.", also="C",
           in_footer=True),
)
