"""The kinds of task. To add one: a file here that defines it, and a line in this table."""

from gdtui.study.labs.kinds.choose import Choose
from gdtui.study.labs.kinds.classify import Classify
from gdtui.study.labs.kinds.compute import Compute
from gdtui.study.labs.kinds.draw import Draw
from gdtui.study.labs.kinds.explain import Explain
from gdtui.study.labs.kinds.find import Find
from gdtui.study.labs.kinds.number import Number
from gdtui.study.labs.kinds.read import Read
from gdtui.study.labs.kinds.run import Do
from gdtui.study.labs.task import Task

KINDS: dict[str, type[Task]] = {
    "read": Read,
    "compute": Compute,
    "number": Number,
    "run": Do,
    "draw": Draw,
    "classify": Classify,
    "choose": Choose,
    "find": Find,
    "explain": Explain,
}
"""Each kind by its name in a lab."""
