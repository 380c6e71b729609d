"""`python -m tests.program.monkey`: sessions until so many keys are pressed, or a replay."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.program.monkey.play import Failure, Played, play
from tests.program.monkey.script import Script, script
from tests.program.monkey.shrink import shrunk


def main() -> int:
    """Play, and say what was found; 1 if anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.program.monkey")
    parser.add_argument("--seed", type=int, default=1, help="of the first session")
    parser.add_argument("--keys", type=int, default=10_000, help="that are to reach the program")
    parser.add_argument("--session", type=int, default=300, help="keys of a session, and the like")
    parser.add_argument("--shrink", type=float, default=120, help="seconds for each failure")
    parser.add_argument("--failures", type=int, default=3, help="after which it stops")
    parser.add_argument("--replay", type=Path, help="a file with the line `replay …` of a failure")
    options = parser.parse_args()
    if options.replay:
        wanted = Script.read(options.replay.read_text().removeprefix("replay "))
        return int(_told("replay", wanted, 0) is None)
    done: Counter[str] = Counter()
    failures = 0
    seed = options.seed
    while done["keys"] < options.keys and failures < options.failures:
        played = _told(f"seed {seed}", script(seed, options.session), options.shrink)
        failures += played is None
        done += played or Counter()
        if played:
            print(f"seed {seed}: {_written(played)}", flush=True)
        seed += 1
    print(f"seeds {options.seed} to {seed - 1}: {_written(done)}; {failures} failures")
    return int(failures > 0)


def _written(done: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(done.items()))


def _told(name: str, wanted: Script, seconds: float) -> Counter[str] | None:
    """Play a script: what was done; or print how it fails, as short as it can be."""
    found = play(wanted)
    if isinstance(found, Played):
        return found.done
    print(f"{name}: {found.what}\n{found.screen}", flush=True)
    if seconds:
        wanted = shrunk(wanted, lambda shorter: _fails_so(shorter, found), seconds)
    print(f"replay {wanted.written()}\n", flush=True)
    return None


def _fails_so(wanted: Script, before: Failure) -> bool:
    found = play(wanted)
    return isinstance(found, Failure) and found.kind == before.kind


if __name__ == "__main__":
    sys.exit(main())
