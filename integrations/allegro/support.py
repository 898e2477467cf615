"""What pages want to know of Allegro: what is left to ask, whether it answers, what a failure means."""

from time import monotonic

from django.utils.translation import gettext as _

from integrations.allegro import budget
from integrations.allegro.client.errors import AllegroError
from integrations.allegro.environments import environment
from integrations.allegro.models import Account
from integrations.allegro.session import Session
from integrations.allegro.words import explain, sentence
from integrations.models import Integration
from integrations.registry import Allowance, TestResult


class AllegroSupport:
    """Implements `registry.Support`."""

    def allowance(self) -> Allowance:
        left = budget.left(environment().client_id)
        return Allowance(left.requests, budget.A_MINUTE, left.blocked_until)

    def test(self, integration: Integration) -> TestResult:
        account = Account.objects.filter(integration=integration).first()
        if account is None:
            return TestResult(ok=False, words=_("No account is connected yet."))
        started = monotonic()
        try:
            me = Session(account).call(lambda client: client.me())
        except AllegroError as error:
            return TestResult(ok=False, words=explain(error), trace_id=error.trace_id, seconds=monotonic() - started)
        seconds = monotonic() - started
        if me.id != account.seller_id:
            words = _("Allegro answered in the name of another seller: %(login)s.") % {"login": me.login}
            return TestResult(ok=False, words=words, seconds=seconds)
        return TestResult(ok=True, words=_("Allegro answered: %(login)s.") % {"login": me.login}, seconds=seconds)

    def explain(self, error: str) -> str:
        return sentence(error)

    def client_name(self) -> str:
        return environment().user_agent
