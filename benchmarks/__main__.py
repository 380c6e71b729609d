"""`python -m benchmarks`: everything; `python -m benchmarks.keys`: one of them."""

from benchmarks import chart, data, engine, keys, memory, play, start


def main() -> None:
    """Run them one after another."""
    for benchmark in (start, keys, play, engine, data, chart, memory):
        benchmark.main()


if __name__ == "__main__":
    main()
