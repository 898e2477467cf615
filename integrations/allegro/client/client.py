"""Everything that Parley asks of Allegro, in the name of one seller."""

from dataclasses import dataclass

from integrations.allegro.client.environment import Environment
from integrations.allegro.client.errors import AccountRestricted, Forbidden
from integrations.allegro.client.http import PUBLIC, Gate, Http, Observer
from integrations.allegro.client.issues import Issues
from integrations.allegro.client.messaging import Messaging
from integrations.allegro.client.parsing import parse
from integrations.allegro.client.types import Me, Order

LARGEST_PAGE = 100


@dataclass(frozen=True)
class Client:
    """One seller's token and the calls that can be made with it. Pages of lists have `page_size` entries at most."""

    http: Http
    page_size: int = LARGEST_PAGE

    @classmethod
    def of(
        cls, environment: Environment, token: str, observe: Observer, gate: Gate, page_size: int = LARGEST_PAGE
    ) -> "Client":
        """A client with connections of its own."""
        return cls(Http(environment, token, observe, gate), page_size)

    @property
    def issues(self) -> Issues:
        return Issues(self.http, self.page_size)

    @property
    def messaging(self) -> Messaging:
        return Messaging(self.http, self.page_size)

    def me(self) -> Me:
        """Whose token this is. https://developer.allegro.pl/documentation#operation/meGET

        Raises AccountRestricted when the account may not even ask that: it may nothing at all then.
        """
        try:
            return parse(Me, self.http.read("me", "/me", media=PUBLIC))
        except Forbidden as error:
            raise AccountRestricted(
                str(error), status=error.status, code=error.code, trace_id=error.trace_id
            ) from error

    def order(self, order_id: str) -> Order:
        """A case's order. https://developer.allegro.pl/documentation#operation/getOrdersDetailsUsingGET"""
        path = f"/order/checkout-forms/{order_id}"
        return parse(Order, self.http.read("orders.get", path, media=PUBLIC, about=order_id))
