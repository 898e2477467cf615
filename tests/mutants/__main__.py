"""`python -m tests.mutants [module …]`: changes code in many small ways and counts the changes that some test sees.

mutmut does the work, in a copy below var/mutants: whatever ends a run, no mutant is left in the tree.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutants.places import copy_of, place_of
from tests.mutants.settings import ENOUGH, KILLED, MODULES, setup_for

ROOT = Path(__file__).resolve().parents[2]
MUTMUT = Path(sys.executable).with_name("mutmut")
WORKERS = os.environ.get("WORKERS") or str(os.cpu_count() or 1)
# A database in memory, whatever the tests run on otherwise.
EMBEDDED = os.environ | {"DATABASE_URL": "", "REDIS_URL": ""}


def main(chosen: list[str]) -> int:
    enough = [run(module) >= ENOUGH for module in chosen or MODULES]
    return 0 if all(enough) else 1


def run(module: str) -> float:
    """The percentage of this module's mutants that were killed; tells which were not."""
    copy = ROOT / "var" / "mutants" / module.removesuffix(".py").replace("/", ".")
    shutil.rmtree(copy, ignore_errors=True)
    copy_of(ROOT, copy, module)
    (copy / "setup.cfg").write_text(setup_for(module, ROOT))
    told = _mutmut(copy, "run", "--max-children", WORKERS)
    (copy / "mutmut.log").write_text(told)
    exits: dict[str, int | None] = json.loads((copy / "mutants" / f"{module}.meta").read_text())["exit_code_by_key"]
    survivors = [name for name, code in exits.items() if code not in KILLED]
    killed = len(exits) - len(survivors)
    percent = 100 * killed / len(exits)
    _tell(f"{module}: {len(exits)} mutants, {killed} killed, {len(survivors)} survived, {percent:.1f} %")
    for name in survivors:
        _tell(place_of(name, _mutmut(copy, "show", name), ROOT, module))
    return percent


def _mutmut(copy: Path, *words: str) -> str:
    done = subprocess.run([MUTMUT, *words], cwd=copy, env=EMBEDDED, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-5000:] + done.stderr)
    return done.stdout


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - its output is its purpose


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
