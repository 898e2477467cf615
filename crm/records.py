"""Finding and adding buyers. The marketplace is a slug here, nothing more."""

from collections.abc import Iterable

from django.db import transaction

from crm.models import Customer, CustomerEmail, CustomerIdentity, CustomerPhone, CustomFieldValue


def find_buyer(*, source: str, field_id: int, login: str, external_id: str) -> Customer | None:
    """The record with this login in the field (upper and lower case alike), else the one known by its id there.

    A record found by its login remembers the id, so that the buyer is still found when they change their login.
    """
    customer = _by_login(field_id, login) or _by_identity(source, external_id)
    if customer is not None:
        _remember_identity(customer, source, external_id)
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
    customer = find_buyer(source=source, field_id=field_id, login=login, external_id=external_id)
    if customer is None:
        customer = Customer.objects.create(name=(name or login)[:200], company=company[:200])
        _remember_identity(customer, source, external_id)
    elif name and customer.name.casefold() == login.casefold():
        customer.name = name[:200]
        customer.save(update_fields=["name", "updated_at"])
    if login:
        CustomFieldValue.objects.get_or_create(customer=customer, field_id=field_id, defaults={"value": login})
    for email in emails:
        if not customer.emails.filter(email__iexact=email).exists():
            CustomerEmail.objects.create(customer=customer, email=email)
    for number in phones:
        CustomerPhone.objects.get_or_create(customer=customer, number=number[:40])
    return customer


def _by_login(field_id: int, login: str) -> Customer | None:
    if not login:
        return None
    values = CustomFieldValue.objects.filter(field_id=field_id, folded=login.casefold())
    first = values.select_related("customer").order_by("customer_id").first()
    return first.customer if first else None


def _by_identity(source: str, external_id: str) -> Customer | None:
    if not external_id:
        return None
    identity = (
        CustomerIdentity.objects.filter(source=source, external_id=external_id).select_related("customer").first()
    )
    return identity.customer if identity else None


def _remember_identity(customer: Customer, source: str, external_id: str) -> None:
    if external_id:
        CustomerIdentity.objects.get_or_create(source=source, external_id=external_id, defaults={"customer": customer})
