"""The keys of the noise lens."""

from gdtui.tui.actions.action import Action, on_every_screen

# fmt: off
LENS = (
    Action("lens.larger_batch", "plus,right", "Larger B", "Look at larger batches.",
           also="equals_sign", in_footer=True),
    Action("lens.smaller_batch", "minus,left", "Smaller B", "Look at smaller batches.",
           in_footer=True),
    Action("lens.other_batches", "r", "Resample", "Sample other batches of this size.",
           in_footer=True),
    Action("lens.use_batch", "e", "Use B", "Begin a new run with this batch size.", also="enter",
           in_footer=True),
    *on_every_screen("lens"),
    Action("lens.close", "escape,q", "Close", "Back to the run as it is.", also="z",
           in_footer=True),
)
