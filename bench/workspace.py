"""Parley's side of a benchmark: one queue with its statuses, and every seller connected."""

from django.utils import timezone

from bench.allegro import Connection
from crm.models import CustomField
from integrations.allegro.client.types import Tokens
from integrations.allegro.models import Account
from integrations.allegro.session import keep_tokens
from integrations.models import Integration
from tickets.models import Category, Queue, Status


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
