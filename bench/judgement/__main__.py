"""Judge labelled cases: `python -m bench.judgement DIR [--offline] [--verbose]`.

DIR holds `pages.jsonl`, `looks.jsonl`, `quotes.jsonl` (each may be missing), with a case a line. The pages are served
on loopback, and asked of a Torale without a model that this starts for itself. With `--offline` only the quotations are
looked for, in this process. Prints marks by kind; ends with 1 where a goal is missed.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.judgement import grades, quotes, served


def main() -> int:
    """Print the tables. Returns the status to end with."""
    options = _parsed()
    missed = quotes.misses(_cases(options.folder, "quotes"), verbose=options.verbose)
    if not options.offline:
        pages, looks = _cases(options.folder, "pages"), _cases(options.folder, "looks")
        with served.torale() as (stack, shelf):
            tables = (
                served.ask_pages(stack, shelf, pages, verbose=options.verbose),
                served.ask_looks(stack, shelf, looks, verbose=options.verbose),
            )
        for table in tables:
            _print("", *table.lines())
        missed += grades.misses(*tables)
    _print("", *(f"missed: {goal}" for goal in missed)) if missed else _print("", "All goals are met.")
    return 1 if missed else 0


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--offline", action="store_true", help="only what needs no server")
    parser.add_argument("--verbose", action="store_true", help="name every case that is not right")
    return parser.parse_args()


def _cases(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def _print(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
