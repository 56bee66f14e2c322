"""Run one benchmark by name and print its figures."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import benchmarks


def main() -> int:
    """Return 0 when the benchmark ran, 1 when its data is not there."""
    names = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name[0] != "_")
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=benchmarks.__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[1] / ".." / "shared" / "data")
    parser.add_argument("--rows", type=int, help="size (imports and copies)")
    options = parser.parse_args()
    sizes = {} if options.rows is None else {"rows": options.rows}
    if sizes and options.name not in ("imports", "copies"):
        parser.error("--rows is for imports and copies")
    try:
        result = importlib.import_module(f"benchmarks.{options.name}").run(options.data.resolve(), **sizes)
    except FileNotFoundError as error:
        print(f"data not found: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    for key, value in result.items():
        print(f"{key}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
