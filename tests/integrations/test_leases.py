from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.leases import LASTS, LeaseLost, lease
from integrations.models import Integration
from tests.integrations.dummy import make_integration

pytestmark = pytest.mark.django_db


def run_out() -> None:
    """Its worker did not renew the lease in time."""
    Integration.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_lease_is_had_by_one_worker_and_free_afterwards() -> None:
    integration = make_integration()
    with lease(integration.pk) as first, lease(integration.pk) as second:
        assert (first is None, second is None) == (False, True)
    with lease(integration.pk) as third:
        assert third is not None


def test_a_lease_is_given_back_when_the_work_fails() -> None:
    integration = make_integration()
    with pytest.raises(ZeroDivisionError), lease(integration.pk):
        raise ZeroDivisionError
    with lease(integration.pk) as again:
        assert again is not None


def test_renewing_keeps_it_for_as_long_again() -> None:
    integration = make_integration()
    with lease(integration.pk) as held:
        assert held is not None
        Integration.objects.update(lease_until=timezone.now() + timedelta(seconds=5))
        held.renew()
        integration.refresh_from_db()
        assert integration.lease_until is not None
        assert integration.lease_until > timezone.now() + LASTS / 2


def test_a_worker_that_comes_back_late_neither_renews_nor_frees_the_lease_of_another() -> None:
    integration = make_integration()
    with lease(integration.pk) as late:
        run_out()
        with lease(integration.pk) as newer:
            assert late is not None
            assert newer is not None
            with pytest.raises(LeaseLost):
                late.renew()
            integration.refresh_from_db()
            assert integration.lease_holder == newer.holder
