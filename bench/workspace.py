"""Parley's side of a benchmark: a workspace, and every seller connected."""

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.allegro import Connection
from crm.models import CustomField
from integrations.allegro.client.types import Tokens
from integrations.allegro.models import Account
from integrations.allegro.session import keep_tokens
from integrations.models import Integration
from tickets.models import Category, Queue, Status, Tag

A_WEEK_OF_RUNS = """
INSERT INTO integrations_syncrun (
    integration_id, kind, is_first_import, outcome, started_at, finished_at,
    cases_total, cases_done, cases_failed, messages_new, requests, failure
)
SELECT integration.id, 'quick', false, 'complete', began, began + interval '1 second', 0, 0, 0, 0, 13, ''
FROM integrations_integration AS integration,
    generate_series(now() - interval '7 days', now() - interval '1 minute', %s * interval '1 second') AS began
"""


def connect(connections: list[Connection]) -> None:
    """As the wizard leaves them after *Save and run*, buyers added to the CRM."""
    opened = Status.objects.create(name="New", kind=Status.Kind.OPEN)
    closed = Status.objects.create(name="Solved", kind=Status.Kind.CLOSED)
    queue = Queue.objects.create(name="Customer care", open_status=opened)
    category = Category.objects.create(name="Allegro")
    field = CustomField.objects.create(name="Allegro login")
    for one in connections:
        integration = Integration.objects.create(
            marketplace="allegro",
            name=one.login,
            login_field=field,
            queue=queue,
            category=category,
            status_resolved=closed,
            status_unresolved=closed,
            adds_customers=True,
            is_running=True,
            started_at=timezone.now(),
        )
        account = Account(
            integration=integration, seller_id=one.seller_id, seller_login=one.login, connected_at=timezone.now()
        )
        keep_tokens(account, Tokens(access_token=one.grant.access, refresh_token=one.grant.id, expires_in=43_199))
        account.save()


def fill_a_week_of_runs(interval: int) -> None:
    """Let every integration look as if it had been swept every `interval` seconds for the seven days that are kept."""
    with connection.cursor() as cursor:
        cursor.execute(A_WEEK_OF_RUNS, [interval])
        cursor.execute("ANALYZE integrations_syncrun")


def furnish_desk(*, agents: int, accounts: int) -> None:
    """People, queues and sellers of a desk whose history does not come from Allegro. The first agent leads."""
    opened = Status.objects.create(name="New", kind=Status.Kind.OPEN)
    Status.objects.create(name="Solved", kind=Status.Kind.CLOSED)
    queues = [Queue.objects.create(name=name, open_status=opened) for name in ("Customer care", "Claims", "Abroad")]
    categories = [Category.objects.create(name=name) for name in ("Allegro", "Delivery", "Warranty", "Returns")]
    Tag.objects.bulk_create(Tag(name=name) for name in ("courier", "invoice", "vip"))
    field = CustomField.objects.create(name="Allegro login")
    for number in range(agents):
        role = Role.AGENT if number else Role.ADMINISTRATOR
        User.objects.create_user(f"agent{number}@example.com", None, name=f"Agent {number}", role=role)
    for number in range(accounts):
        integration = Integration.objects.create(
            marketplace="allegro", name=f"sklep-{number}", login_field=field, queue=queues[0], category=categories[0]
        )
        Account.objects.create(
            integration=integration,
            seller_id=f"{900_000 + number}",
            seller_login=f"sklep-{number}",
            connected_at=timezone.now(),
        )
