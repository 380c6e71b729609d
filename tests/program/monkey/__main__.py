"""`python -m tests.program.monkey`: sessions until so many keys are pressed, or a replay."""

import argparse
import sys
from pathlib import Path

from tests.program.monkey.play import Failure, play
from tests.program.monkey.script import Script, script
from tests.program.monkey.shrink import shrunk


def main() -> int:
    """Play, and say what was found; 1 if anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.program.monkey")
    parser.add_argument("--seed", type=int, default=1, help="of the first session")
    parser.add_argument("--keys", type=int, default=10_000, help="in all sessions together")
    parser.add_argument("--session", type=int, default=300, help="keys of a session")
    parser.add_argument("--shrink", type=float, default=120, help="seconds for each failure")
    parser.add_argument("--replay", type=Path, help="a file with the line `replay …` of a failure")
    options = parser.parse_args()
    if options.replay:
        return _told("replay", Script.read(options.replay.read_text().removeprefix("replay ")), 0)
    pressed = failures = 0
    seed = options.seed
    while pressed < options.keys:
        wanted = script(seed, options.session)
        failures += _told(f"seed {seed}", wanted, options.shrink)
        pressed += wanted.keys
        seed += 1
    print(f"seeds {options.seed} to {seed - 1}: {pressed:,} keys, {failures} failures")
    return int(failures > 0)


def _told(name: str, wanted: Script, seconds: float) -> int:
    """Play a script, and print how it fails, as short as it can be; 1 if it does."""
    found = play(wanted)
    if not isinstance(found, Failure):
        return 0
    print(f"{name}: {found.what}\n{found.screen}", flush=True)
    if seconds:
        wanted = shrunk(wanted, lambda shorter: _fails_so(shorter, found), seconds)
    print(f"replay {wanted.written()}\n", flush=True)
    return 1


def _fails_so(wanted: Script, before: Failure) -> bool:
    found = play(wanted)
    return isinstance(found, Failure) and found.kind == before.kind


if __name__ == "__main__":
    sys.exit(main())
