"""What is changed, which tests look at it, and how mutmut is told."""

from pathlib import Path

# Each module is judged by its own tests alone.
MODULES = {
    "tickets/intake.py": ["tests/tickets/test_intake*.py", "tests/tickets/test_automatic.py"],
    "tickets/arrivals.py": [
        "tests/tickets/test_arrivals.py",
        "tests/tickets/test_corrections.py",
        "tests/tickets/test_delivery_clocks.py",
        "tests/tickets/test_delivery_settling.py",
        "tests/tickets/test_late_files.py",
        "tests/tickets/test_moderation.py",
    ],
    "tickets/delivery.py": ["tests/tickets/test_delivery*.py", "tests/tickets/test_due.py"],
    "tickets/recognition.py": ["tests/tickets/test_delivery*.py", "tests/tickets/test_arrivals.py"],
    "tickets/outcomes.py": ["tests/tickets/test_delivery*.py", "tests/tickets/test_moderation*.py"],
    "tickets/moderation.py": ["tests/tickets/test_moderation*.py", "tests/tickets/test_due.py"],
    "tickets/access.py": ["tests/tickets/test_access.py"],
    "integrations/allegro/budget.py": ["tests/integrations/allegro/test_budget*.py"],
}
ENOUGH = 85  # percent
# mutmut's exit codes: a test failed, pytest itself did, it took far too long.
KILLED = (1, 3, 24, -24, 36, 152, 255)
PACKAGES = ("accounts", "config", "crm", "integrations", "reports", "simulator", "tickets")

SETUP = """\
[mutmut]
source_paths =
    {packages}
also_copy =
    templates
    static
    locale
only_mutate =
    {module}
pytest_add_cli_args_test_selection =
    {tests}
pytest_add_cli_args =
    --no-migrations
    -p
    tests.mutants.tables
    -p
    no:cacheprovider
timeout_constant = 3
timeout_multiplier = 5
use_git_change_detection = false
track_dependencies = false
"""


def setup_for(module: str, root: Path) -> str:
    """What mutmut reads. Every mutant gets a database of its own, which is made quickly without migrations."""
    tests = [str(path.relative_to(root)) for pattern in MODULES[module] for path in sorted(root.glob(pattern))]
    return SETUP.format(packages="\n    ".join(PACKAGES), module=module, tests="\n    ".join(tests))
