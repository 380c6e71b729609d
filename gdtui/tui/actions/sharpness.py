"""The keys of the sharpness screen."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
SHARPNESS = (
    Action("sharpness.play", "space", "Play", "Play or pause.", in_footer=True),
    Action("sharpness.step", "n,right", "Step", "Take one step.", does="go_by(1)", in_footer=True),
    Action("sharpness.back", "b,left", "Back", "Go back one step.", does="go_by(-1)",
           in_footer=True),
    Action("sharpness.ten_steps", "N", "Ten steps", "Take ten steps.", does="go_by(10)"),
    Action("sharpness.ten_back", "B", "Ten back", "Go back ten steps.", does="go_by(-10)"),
    Action("sharpness.first", "g", "First step", "Go to the start of the run.", does="go_to(0)"),
    Action("sharpness.last", "G", "Last step", "Go to the furthest step.", does="go_to(None)"),
    Action("sharpness.event_before", "comma", "Event", "To the ◆, or jump of the loss, before.",
           does="event(-1)", in_footer=True),
    Action("sharpness.next_event", "full_stop", "Event", "To the next ◆, or jump of the loss.",
           does="event(1)", in_footer=True),
    Action("sharpness.raise_rate", "plus", "η up", "Raise η, and watch 2/η fall.",
           also="equals_sign", does="nudge_rate(1)", in_footer=True),
    Action("sharpness.lower_rate", "minus", "η down", "Lower η, and watch 2/η rise.",
           does="nudge_rate(-1)", in_footer=True),
    Action("sharpness.hold", "H", "Hold",
           "When the run diverges: back to where η was chosen, and on with a rate that holds."),
    Action("sharpness.faster", "right_square_bracket", "Faster", "Play faster.",
           does="change_speed(1)"),
    Action("sharpness.slower", "left_square_bracket", "Slower", "Play slower.",
           does="change_speed(-1)"),
    Action("sharpness.log_scale", "l", "Log scale",
           "Show the loss on a logarithmic or a linear scale."),
    Action("sharpness.unit", "a", "Axis", "Draw against steps, or against η·step."),
    *on_every_screen("sharpness", also="f1,i"),
    Action("sharpness.close", "escape,q", "Close", "Back to the playground, with the run as it is.",
           also="S", in_footer=True),
)
