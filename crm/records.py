"""Finding and adding buyers. The marketplace is a slug here, nothing more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from crm.folding import level
from crm.models import Customer, CustomerEmail, CustomerIdentity, CustomerPhone, CustomField, CustomFieldValue


@dataclass(frozen=True)
class Buyer:
    """A buyer as a marketplace names them; any part may be missing ("" or empty)."""

    login: str
    external_id: str = ""
    name: str = ""
    company: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()

    def is_also(self, other: "Buyer") -> bool:
        """Whether both are one person: by the login, upper and lower case alike, or by the id."""
        has_login = bool(self.login) and level(self.login) == level(other.login)
        return has_login or (bool(self.external_id) and self.external_id == other.external_id)


def find_buyers(*, source: str, field_id: int, buyers: Sequence[Buyer]) -> list[Customer | None]:
    """For each the record with this login in the field (upper and lower case alike), else the one known by its id.

    A record found by its login remembers the id, so that the buyer is still found when they change their login.
    """
    of_login = _by_field(field_id, {level(buyer.login) for buyer in buyers if buyer.login})
    of_id = _by_identity(source, {buyer.external_id for buyer in buyers if buyer.external_id})
    found = [of_login.get(level(buyer.login)) or of_id.get(buyer.external_id) for buyer in buyers]
    pairs = zip(buyers, found, strict=True)
    _remember(source, {buyer.external_id: one for buyer, one in pairs if one and buyer.external_id not in of_id})
    return found


def add_buyer(
    *,
    source: str,
    field_id: int,
    login: str,
    external_id: str,
    name: str,
    company: str,
    emails: Sequence[str],
    phones: Sequence[str],
) -> Customer:
    """One of `add_buyers`."""
    buyer = Buyer(login, external_id, name, company, emails, phones)
    return add_buyers(source=source, field_id=field_id, buyers=[buyer])[0]


@transaction.atomic
def add_buyers(*, source: str, field_id: int, buyers: Sequence[Buyer]) -> list[Customer]:
    """The record of each, made or completed; what a person wrote into it is not overwritten.

    Who is named twice gets one record, with what is said of them first.
    """
    # Two workers who meet the same buyer wait here for each other, so that the second one finds what the first added.
    CustomField.objects.select_for_update(no_key=True).get(pk=field_id)
    customers: list[Customer] = []
    new: list[tuple[Customer, Buyer]] = []
    for buyer, known in zip(buyers, find_buyers(source=source, field_id=field_id, buyers=buyers), strict=True):
        customer = known or next((one for one, other in new if buyer.is_also(other)), None)
        if known is not None:
            complete_buyer(known, field_id=field_id, buyer=buyer)
        if customer is None:
            customer = Customer(name=(buyer.name or buyer.login)[:200], company=buyer.company[:200])
            new.append((customer, buyer))
        customers.append(customer)
    _store(field_id, new)
    _remember(source, {buyer.external_id: one for buyer, one in zip(buyers, customers, strict=True)})
    return customers


def complete_buyer(customer: Customer, *, field_id: int, buyer: Buyer) -> None:
    """Add to a record what is known of the buyer; what a person wrote into it is not overwritten."""
    if buyer.name and customer.name.casefold() == buyer.login.casefold():
        customer.name = buyer.name[:200]  # it bore the login for a name
    customer.company = customer.company or buyer.company[:200]
    customer.save(update_fields=["name", "company", "updated_at"])
    known = {email.lower() for email in customer.emails.values_list("email", flat=True)}
    new = [email for email in _addresses(buyer) if email.lower() not in known]
    _store_parts(field_id, [Part(customer, buyer, new, _numbers(buyer))])
    customer.update_search()


def _by_field(field_id: int, levelled: Iterable[str]) -> dict[str, Customer]:
    values = CustomFieldValue.objects.filter(field_id=field_id, folded__in=list(levelled))
    oldest_last = values.select_related("customer").order_by("-customer_id")
    return {value.folded: value.customer for value in oldest_last}


def _by_identity(source: str, external_ids: Iterable[str]) -> dict[str, Customer]:
    identities = CustomerIdentity.objects.filter(source=source, external_id__in=list(external_ids))
    return {identity.external_id: identity.customer for identity in identities.select_related("customer")}


def _remember(source: str, customers: Mapping[str, Customer]) -> None:
    # In one order for everybody: two workers with the same buyers must not wait for each other.
    known = sorted(id_ for id_ in customers if id_)
    rows = [CustomerIdentity(customer=customers[id_], source=source, external_id=id_) for id_ in known]
    CustomerIdentity.objects.bulk_create(rows, ignore_conflicts=True)


class Part(NamedTuple):
    """A record and what comes to it."""

    customer: Customer
    buyer: Buyer
    emails: Sequence[str]
    phones: Sequence[str]


def _store(field_id: int, new: Sequence[tuple[Customer, Buyer]]) -> None:
    """Records that nobody has yet, with all their parts."""
    parts = [Part(customer, buyer, _addresses(buyer), _numbers(buyer)) for customer, buyer in new]
    for one in parts:
        one.customer.note_search(emails=one.emails, phones=one.phones, values=[one.buyer.login[:500]])
    Customer.objects.bulk_create([one.customer for one in parts])
    _store_parts(field_id, parts)


def _store_parts(field_id: int, parts: Sequence[Part]) -> None:
    """What a record has already, as its login, stays as it is."""
    logins = [(one.customer, one.buyer.login[:500]) for one in parts if one.buyer.login]
    CustomFieldValue.objects.bulk_create(
        [CustomFieldValue(customer=one, field_id=field_id, value=text, folded=level(text)) for one, text in logins],
        ignore_conflicts=True,
    )
    CustomerEmail.objects.bulk_create(
        CustomerEmail(customer=one.customer, email=email) for one in parts for email in one.emails
    )
    CustomerPhone.objects.bulk_create(
        [CustomerPhone(customer=one.customer, number=number) for one in parts for number in one.phones],
        ignore_conflicts=True,
    )


def _addresses(buyer: Buyer) -> list[str]:
    """Each once, upper and lower case alike."""
    return list({email.lower(): email for email in reversed(buyer.emails)}.values())[::-1]


def _numbers(buyer: Buyer) -> list[str]:
    return list(dict.fromkeys(number[:40] for number in buyer.phones))
