"""The keys of the rate finder."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
FINDER = (
    Action("finder.left", "left", "Left", "To a lower rate.", does="move(-1)",
           in_footer=True, in_short="Rate", also="h"),
    Action("finder.right", "right", "Right", "To a higher rate.", does="move(1)",
           in_footer=True, in_short="Rate", also="l"),
    Action("finder.fewer_starts", "left_square_bracket", "Fewer starts",
           "Fewer range tests.", does="change_starts(-1)", in_footer=True, in_short="Starts"),
    Action("finder.more_starts", "right_square_bracket", "More starts",
           "Another range test, with a seed of its own.", does="change_starts(1)",
           in_footer=True, in_short="Starts"),
    Action("finder.check", "space", "Check",
           "Check the rate under the cursor by short runs; begin, where that takes long.",
           in_footer=True),
    Action("finder.use", "enter", "Use it",
           "Use the checked rate in the playground; the run that is there is pinned.",
           in_footer=True),
    Action("finder.pin_all", "c", "Pin all", "Pin a run with each of the rates that are checked.",
           in_footer=True),
    Action("finder.best", "b", "Best", "To the best of the rates that are checked."),
    Action("finder.sweep", "v", "Sweep", "The plain sweep: the loss against η, and maps.",
           in_footer=True),
    Action("finder.copy_command", "y", "Copy", "Copy the command line that finds the same.",
           in_footer=True),
    Action("finder.why", "i", "Why", "Why one number will not do, and what each run came to.",
           in_footer=True),
    Action("finder.other_half", "m", "Other half",
           "In a small window: the picture, or what is below it."),
    *on_every_screen("finder"),
    Action("finder.close", "escape,q", "Close", "Back to the playground; what is found is kept.",
           also="w", in_footer=True),
)
