"""A marketplace that exists in the tests only, and integrations of it."""

from collections.abc import Callable

from django.utils import timezone

from integrations import registry
from integrations.models import Integration
from integrations.progress import Sweep
from tests.factories import make_category, make_login_field, make_queue, make_status


class DummyMarketplace:
    """Its sweep does what the test says."""

    def __init__(self) -> None:
        self.swept: list[str] = []
        self.does: Callable[[Sweep], object] = lambda sweep: None
        self.disconnected = ""  # why, while it is

    def sweep(self, sweep: Sweep) -> None:
        self.swept.append(sweep.run.kind)
        self.does(sweep)

    def connection(self, integration: Integration) -> registry.Connection:
        return registry.Connection("shop", self.disconnected)

    def allowance(self) -> registry.Allowance:
        return registry.Allowance(90, 100)

    def test(self, integration: Integration) -> registry.TestResult:
        return registry.TestResult(ok=not self.disconnected, words=self.disconnected or "It answered.")

    def explain(self, error: str) -> str:
        return f"What {error} means."

    def client_name(self) -> str:
        return "Parley/1.0"


def make_integration(**fields: object) -> Integration:
    now = timezone.now()
    values = {
        "name": "Shop",
        "marketplace": "dummy",
        "queue": make_queue(),
        "category": make_category(),
        "login_field": make_login_field(f"Login {Integration.objects.count()}"),
        "status_resolved": make_status(),
        "status_unresolved": make_status(),
        "is_running": True,
        "first_import_done_at": now,
        "last_wide_at": now,
        "last_deep_at": now,
        "last_quick_at": now,
        "last_decided_at": now,
        **fields,
    }
    return Integration.objects.create(**values)
