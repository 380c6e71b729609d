"""A monkey at the keyboard: what it does is a function of a seed, and so is what it finds.

`python -m tests.program.monkey --seed 1 --keys 10000` lets it play; `--replay FILE` does again what
a failure has printed.
"""
