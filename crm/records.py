"""Finding and adding buyers. The marketplace is a slug here, nothing more."""

from collections.abc import Iterable

from django.db import transaction

from crm.folding import level
from crm.models import Customer, CustomerEmail, CustomerIdentity, CustomerPhone, CustomField, CustomFieldValue


def find_buyer(*, source: str, field_id: int, login: str, external_id: str) -> Customer | None:
    """The record with this login in the field (upper and lower case alike), else the one known by its id there.

    A record found by its login remembers the id, so that the buyer is still found when they change their login.
    """
    customer = find_by_field(field_id, login) or find_by_identity(source, external_id)
    if customer is not None:
        remember_identity(customer, source, external_id)
    return customer


@transaction.atomic
def add_buyer(
    *,
    source: str,
    field_id: int,
    login: str,
    external_id: str,
    name: str,
    company: str,
    emails: Iterable[str],
    phones: Iterable[str],
) -> Customer:
    """The buyer's record, made or completed; what a person wrote into it is not overwritten."""
    # Two workers who meet the same buyer wait here for each other, so that the second one finds what the first added.
    CustomField.objects.select_for_update(no_key=True).get(pk=field_id)
    customer = find_buyer(source=source, field_id=field_id, login=login, external_id=external_id)
    if customer is None:
        customer = Customer.objects.create(name=(name or login)[:200])
        remember_identity(customer, source, external_id)
    complete_buyer(customer, field_id=field_id, login=login, name=name, company=company, emails=emails, phones=phones)
    return customer


def complete_buyer(
    customer: Customer,
    *,
    field_id: int,
    login: str,
    name: str,
    company: str,
    emails: Iterable[str],
    phones: Iterable[str],
) -> None:
    """Add to a record what is known of the buyer; what a person wrote into it is not overwritten."""
    _fill(customer, login=login, name=name, company=company)
    if login:
        CustomFieldValue.objects.get_or_create(customer=customer, field_id=field_id, defaults={"value": login[:500]})
    for email in emails:
        if not customer.emails.filter(email__iexact=email).exists():
            CustomerEmail.objects.create(customer=customer, email=email)
    for number in phones:
        CustomerPhone.objects.get_or_create(customer=customer, number=number[:40])
    customer.update_search()


def find_by_field(field_id: int, value: str) -> Customer | None:
    """The oldest record that holds this value in the field, upper and lower case alike (Polish letters too)."""
    if not value:
        return None
    values = CustomFieldValue.objects.filter(field_id=field_id, folded=level(value))
    first = values.select_related("customer").order_by("customer_id").first()
    return first.customer if first else None


def find_by_identity(source: str, external_id: str) -> Customer | None:
    """The record of whoever the marketplace knows by this id."""
    if not external_id:
        return None
    identities = CustomerIdentity.objects.filter(source=source, external_id=external_id)
    identity = identities.select_related("customer").first()
    return identity.customer if identity else None


def remember_identity(customer: Customer, source: str, external_id: str) -> None:
    """Note the marketplace's own id of this customer. An id that is known already stays with its record."""
    if external_id:
        CustomerIdentity.objects.get_or_create(source=source, external_id=external_id, defaults={"customer": customer})


def _fill(customer: Customer, *, login: str, name: str, company: str) -> None:
    """Fill what is empty; a record that bears a login for a name gets the real one."""
    if name and customer.name.casefold() == login.casefold():
        customer.name = name[:200]
    customer.company = customer.company or company[:200]
    customer.save(update_fields=["name", "company", "updated_at"])
