"""The program: `gdtui`, or `python -m gdtui`."""

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run it. Ctrl+C ends it as it ends any program, also while it is still being loaded.

    Whoever has something to finish heeds it then (`console.ctrl_c`, the screen).
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not ignored, as after &
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from gdtui.cli.main import main as commands  # noqa: PLC0415 (which takes a moment)

    commands()


if __name__ == "__main__":
    main()
