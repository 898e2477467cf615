"""Plays Allegro's side of a story and Parley's sweeps, in the words of the stories."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from starlette.responses import JSONResponse, Response

from integrations import sweeps
from integrations.allegro.client.types import Tokens
from integrations.allegro.models import Account, Budget
from integrations.allegro.models import Case as StoredCase
from integrations.allegro.session import keep_tokens
from integrations.models import Integration, SyncRun
from simulator import play
from simulator.api.call import Call
from simulator.faults import Answer
from simulator.records import Author, Case, File, Kind
from simulator.testing import Running
from simulator.tokens import issue_pair
from tests.factories import make_category, make_login_field, make_queue, make_reply, make_status, make_ticket
from tickets import delivery
from tickets.models import Message, Status, Ticket

SELLER, OTHER_SELLER = "44120871", "51733290"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\r"
    b"IDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def connected_integration(allegro: Running, seller_id: str = SELLER, **fields: Any) -> Integration:
    """As the wizard leaves it after *Save and run*."""
    values: dict[str, Any] = {
        "name": f"Shop {seller_id}",
        "queue": make_queue(),
        "category": make_category(),
        "status_resolved": make_status(kind=Status.Kind.CLOSED),
        "status_unresolved": make_status(kind=Status.Kind.CLOSED),
        "closure_message": "Czy problem jest rozwiązany?",
        "is_running": True,
        "started_at": timezone.now() - timedelta(minutes=1),
        **fields,
    }
    if "login_field" not in values:
        values["login_field"] = make_login_field(f"Allegro login {seller_id}")
    integration = Integration.objects.create(marketplace="allegro", **values)
    grant = issue_pair(allegro.market, seller_id)
    account = Account(
        integration=integration,
        seller_id=seller_id,
        seller_login=allegro.market.world.sellers[seller_id].login,
        connected_at=timezone.now(),
    )
    keep_tokens(account, Tokens(access_token=grant.access, refresh_token=grant.id, expires_in=43_199))
    account.save()
    return integration


def make_unproven_case(integration: Integration, **fields: Any) -> StoredCase:
    """A case of which Allegro announces more messages than it hands out, with its ticket."""
    now = timezone.now()
    ticket = make_ticket(source="allegro", queue=integration.queue, history_incomplete=True)
    values: dict[str, Any] = {
        "external_id": f"case {ticket.pk}",
        "kind": "discussion",
        "status": "DISPUTE_CLOSED",
        "opened_at": ticket.opened_at,
        "messages_reported": 14,
        "messages_handed_out": 10,
        "messages_kept": 10,
        "unproven_since": now,
        "unproven_moved_at": now,
        "unproven_reason": "count",
        "unproven_entry": "entry",
        "difference": "count 14/10",
        "retry_at": now + timedelta(hours=1),
        **fields,
    }
    return StoredCase.objects.create(account=Account.objects.get(integration=integration), ticket=ticket, **values)


@dataclass
class Desk:
    allegro: Running
    integration: Integration

    @property
    def account(self) -> Account:
        return Account.objects.get(integration=self.integration)

    def open_case(self, kind: Kind = Kind.DISCUSSION, *, text: str = "Dzień dobry", **options: Any) -> Case:
        """A buyer opens a case about the seller's newest order."""
        world, seller_id = self.allegro.market.world, self.account.seller_id
        orders = [order for order in world.orders.values() if order.seller_id == seller_id]
        reason = "PRODUCT_ARRIVED_DAMAGED" if kind == Kind.PURCHASE_PROBLEM else "ITEM_IS_DAMAGED"
        options.setdefault("order", orders[0])
        return play.open_case(world, kind=kind, reason=options.pop("reason", reason), text=text, **options)

    def say(self, case: Case, author: Author, text: str = "", **options: Any) -> Any:
        return play.write(self.allegro.market.world, case, author, text, **options)

    def file(self, case: Case | str, name: str = "photo.png", content: bytes = PICTURE) -> File:
        return play.attach(self.allegro.market.world, case, name, "image/png", content)

    def said(self, case: Case) -> list[str]:
        """The texts on Allegro, oldest first."""
        return [message.text for message in self.allegro.market.world.chat(case)]

    def sweep(self, kind: str = "quick") -> SyncRun:
        """One sweep of that kind, now."""
        due = timezone.now() - timedelta(days=3)
        now = timezone.now()
        times: dict[str, datetime | None] = {
            "last_wide_at": now,
            "last_deep_at": now,
            "decided_due_at": now + timedelta(seconds=settings.DECIDED_SWEEP_SECONDS),
        }
        column = {"wide": "last_wide_at", "deep": "last_deep_at", "decided": "decided_due_at"}.get(kind)
        times |= {column: due} if column else {}
        row = Integration.objects.filter(pk=self.integration.pk)
        row.update(not_before=None, short_quick_at=None, short_deep_at=None, short_wide_at=None, **times)
        row.filter(first_import_done_at=None).update(first_import_done_at=due if kind != "first" else None)
        run = sweeps.sweep_if_due(self.integration.pk, at_once=kind != "decided")
        assert run is not None
        assert kind in ("first", run.kind)
        return run

    def misbehave(
        self,
        route: str,
        status: int,
        *,
        code: str = "",
        after: int = 0,
        until: int | None = None,
        only: str = "",
        instead: bool = True,
    ) -> None:
        """From the call after `after` up to call `until` the route answers with this status.

        `only` names a part of the path; `instead` False does the work first.
        """
        calls = []

        async def fault(call: Call, answer: Answer) -> Response:
            if only and only not in call.request.url.path:
                return await answer()
            calls.append(1)
            if len(calls) <= after or (until is not None and len(calls) > until):
                return await answer()
            if not instead:
                await answer()
            body = {"errors": [{"code": code, "message": "", "userMessage": ""}]} if code else None
            return JSONResponse(body, status, {"Trace-Id": "trace-of-fault", "Retry-After": "7"})

        self.allegro.market.faults.register(route, fault)

    def fault(
        self, id_: str, *, routes: tuple[str, ...] = (), count: int | None = None, only: str = "", **options: Any
    ) -> None:
        """One of the catalogue (simulator/faults/catalogue.py), from now on."""
        self.allegro.market.faults.switch_on(id_, routes=routes, count=count, only=only, options=options)

    def struck(self, id_: str) -> int:
        """How often it has done something."""
        return self.allegro.market.faults.struck(id_)

    def rewrite(self, route: str, change: Callable[[Any], object], *, only: str = "") -> None:
        """`change` edits the JSON of the route's answers in place."""

        async def fault(call: Call, answer: Answer) -> Response:
            if only not in call.request.url.path:
                return await answer()
            body = json.loads(bytes((await answer()).body))
            change(body)
            # Not the framework's JSON: half a surrogate pair, say, must be able to pass.
            return Response(json.dumps(body), media_type="application/vnd.allegro.beta.v1+json")

        self.allegro.market.faults.register(route, fault)

    def hand_out_only(self, route: str, key: str, count: int) -> None:
        """The list in the answer is cut short (F02)."""
        self.rewrite(route, lambda body: body.update({key: body[key][:count]}))

    def behave(self) -> None:
        """Nothing misbehaves any more, and a block has ended."""
        self.allegro.market.faults.clear()
        self.allegro.market.limits.clear()
        Budget.objects.update(blocked_until=None)

    def refuse_seller(self) -> None:
        """403 for this seller's lists only (F25)."""
        seller_id = self.account.seller_id

        async def fault(call: Call, answer: Answer) -> Response:
            return JSONResponse({}, 403) if call.seller.id == seller_id else await answer()

        self.allegro.market.faults.register("issues.list", fault)

    def of_another_seller(self) -> "Desk":
        """A second account of the same installation."""
        return Desk(self.allegro, connected_integration(self.allegro, OTHER_SELLER))

    def revoke(self) -> None:
        """The seller takes the permission back: no token of theirs is good any more."""
        for grant in self.allegro.market.world.grants.values():
            grant.revoked, grant.access_expires = True, timezone.now()
            self.allegro.market.world.keep(grant)

    def sign_in_again(self) -> None:
        """After the simulator forgot its tokens, or the seller took them back."""
        account = self.account
        grant = issue_pair(self.allegro.market, account.seller_id)
        keep_tokens(account, Tokens(access_token=grant.access, refresh_token=grant.id, expires_in=43_199))
        account.save()

    def ticket(self, case: Case) -> Ticket:
        return Ticket.objects.get(allegro_case__external_id=case.id)

    def reply(self, case: Case, text: str, **fields: Any) -> Message:
        """An agent's reply after its first attempt to leave."""
        message = make_reply(self.ticket(case), text=text, **fields)
        return self.deliver(message)

    def deliver(self, message: Message) -> Message:
        """Another attempt, now."""
        Message.objects.filter(pk=message.pk, delivery="queued").update(due_at=timezone.now())
        delivery.deliver(message.pk)
        message.refresh_from_db()
        return message

    def history(self, case: Case) -> list[tuple[str, str]]:
        """Author and text of every message of the ticket, oldest first."""
        return [(message.author_type, message.text) for message in Message.objects.filter(ticket=self.ticket(case))]

    def requests(self, *routes: str) -> int:
        entries = [entry for entry in self.allegro.market.log.entries if entry.route != "oauth.token"]
        return len([entry for entry in entries if not routes or entry.route in routes])
