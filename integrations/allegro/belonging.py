"""Whether what Allegro handed out is what was asked for: at times it is another's (tracker 12168).

Answers about one thing name it, which the client checks. Here is what only several answers together tell: a message
belongs to one case, a case to one account, a purchase problem to its seller.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from integrations.allegro import failed_calls
from integrations.allegro.client.errors import AllegroError, OtherAnswer
from integrations.allegro.client.types import ThreadMessage
from integrations.allegro.models import Account, Case
from integrations.allegro.session import ACCOUNT_WIDE, Session
from integrations.allegro.translate import PURCHASE_PROBLEM, Snapshot
from integrations.models import UnreadableCase
from tickets.models import Message

SLICE = 500  # ids looked up at once
OTHER_ACCOUNT = gettext_noop("Allegro listed a case that belongs to another account.")


def holding_others(account: Account, chats: Mapping[str, Iterable[str]]) -> set[str]:
    """Of these chats (case → ids of messages) those with a message that is known under another case of the account.

    Of two chats at once that hold the same message nobody knows whose it is: both are meant.
    """
    chats = {case: set(ids) for case, ids in chats.items()}
    owners: dict[str, set[str]] = {}
    wanted = sorted(set().union(*chats.values()))
    stored = Message.objects.filter(ticket__allegro_case__account=account)
    for start in range(0, len(wanted), SLICE):
        found = stored.filter(external_id__in=wanted[start : start + SLICE])
        for message, case in found.values_list("external_id", "ticket__allegro_case__external_id"):
            owners.setdefault(str(message), set()).add(case)
    times = Counter(message for ids in chats.values() for message in ids)
    return {
        case
        for case, ids in chats.items()
        if any(case not in owners[message] if message in owners else times[message] > 1 for message in ids)
    }


def chat_path(kind: str, external_id: str) -> str:
    """Where a case's chat is read, as calls name it."""
    is_problem = kind == PURCHASE_PROBLEM
    return f"/messaging/threads/{external_id}/messages" if is_problem else f"/sale/issues/{external_id}/chat"


def post_path(kind: str, external_id: str) -> str:
    """Where a message is written to a case, as calls name it."""
    return chat_path(kind, external_id) if kind == PURCHASE_PROBLEM else f"/sale/issues/{external_id}/message"


def note_other(session: Session, path: str, code: str) -> str:
    """Keep the newest call to that path as a failed one, and return its Trace-Id: its answer was another's."""
    call = session.newest_call(path)
    if call is None:
        return ""
    failed_calls.note(session.account.integration_id, replace(call, code=code, error=OtherAnswer.__name__))
    return call.trace_id


@dataclass
class Belonging:
    """What one sweep of an account knows of who is whose."""

    session: Session
    firsts: dict[str, str] = field(default_factory=dict)  # first message → its case, as the list tells
    others: set[str] = field(default_factory=set)  # cases of other accounts that were listed here
    asked_who: bool = False

    @property
    def account(self) -> Account:
        return self.session.account

    def ours(self, snapshots: Sequence[Snapshot], owners: Mapping[str, int]) -> list[Snapshot]:
        """Those that are not another account's; `owners` has the account of each case that is known anywhere."""
        mine = [one for one in snapshots if not self._is_others(one, owners.get(one.external_id))]
        self.firsts.update({one.first_message_id: one.external_id for one in mine if one.first_message_id})
        return mine

    def check_chat(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """OtherAnswer when the first message of another case is among them. Touches no row: threads call this."""
        if any(self.firsts.get(id_, snapshot.external_id) != snapshot.external_id for id_ in ids):
            raise OtherAnswer("Allegro answered with the chat of another case", code="OTHER_CASE")

    def check_thread(self, snapshot: Snapshot, messages: Sequence[ThreadMessage]) -> None:
        """OtherAnswer when messages name orders, and none of them is the purchase problem's own."""
        named = {message.relates_to.order.id for message in messages if message.relates_to.order.id}
        if snapshot.order_id and named and snapshot.order_id not in named:
            raise OtherAnswer("Allegro answered with the messages of another order", code="OTHER_ORDER")

    def forget_others(self) -> None:
        """What was listed here once, and is not any more, is no case that could not be read."""
        noted = UnreadableCase.objects.filter(integration_id=self.account.integration_id, reason=OTHER_ACCOUNT)
        noted.exclude(external_id__in=self.others).delete()

    def _is_others(self, snapshot: Snapshot, owner: int | None) -> bool:
        if owner is not None:
            is_others = owner != self.account.pk
        else:
            is_others = bool(snapshot.seller) and not self._is_seller(snapshot.seller)
        if is_others:
            self.others.add(snapshot.external_id)
        return is_others

    def _is_seller(self, login: str) -> bool:
        """Sellers may change their login: before a purchase problem is held for another's, Allegro is asked."""
        if login.casefold() != self.account.seller_login.casefold() and not self.asked_who:
            self.asked_who = True
            self._ask_who()
        return login.casefold() == self.account.seller_login.casefold()

    def _ask_who(self) -> None:
        try:
            me = self.session.call(lambda client: client.me())
        except ACCOUNT_WIDE:
            raise
        except AllegroError:
            return
        if me.id == self.account.seller_id and me.login != self.account.seller_login:
            self.account.seller_login = me.login
            Account.objects.filter(pk=self.account.pk).update(seller_login=me.login)


def accounts_of(external_ids: Sequence[str], account: Account) -> dict[str, int]:
    """The account of each of these cases that is known; where several have it, this one."""
    found: dict[str, int] = {}
    for start in range(0, len(external_ids), SLICE):
        cases = Case.objects.filter(external_id__in=external_ids[start : start + SLICE])
        for external_id, owner in cases.values_list("external_id", "account_id"):
            if found.get(external_id) != account.pk:
                found[external_id] = owner
    return found
