"""`python -m tests.crashes.table`: what the crash tests noted last, as the table of docs/reliability.md."""

import json
import os
from pathlib import Path

NOTES = Path(__file__).resolve().parents[2] / "var" / "crashes.jsonl"
STORES = ("embedded", "PostgreSQL, Redis")


def note_outcome(point: str, process: str, outcome: str) -> None:
    """Keep what became of a crash, for the table."""
    store = "PostgreSQL, Redis" if os.environ.get("REDIS_URL") else "embedded"
    NOTES.parent.mkdir(exist_ok=True)
    with NOTES.open("a") as file:
        file.write(json.dumps({"point": point, "process": process, "store": store, "outcome": outcome}) + "\n")


def main() -> None:
    notes = [json.loads(line) for line in NOTES.read_text().splitlines()]
    rows: dict[tuple[str, str, str], set[str]] = {}
    for note in notes:
        rows.setdefault((note["process"], note["point"], note["outcome"]), set()).add(note["store"])
    print("| process | dies at | embedded | PostgreSQL, Redis | afterwards |")  # noqa: T201 - its output is its purpose
    print("|---|---|---|---|---|")  # noqa: T201
    for (process, point, outcome), stores in rows.items():
        marks = " | ".join("✓" if store in stores else "–" for store in STORES)
        print(f"| {process} | {point} | {marks} | {outcome} |")  # noqa: T201


if __name__ == "__main__":
    main()
