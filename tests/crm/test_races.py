from threading import Barrier, Thread

import pytest
from django.db import connection

from crm.models import Customer
from crm.records import add_buyer
from tests.factories import make_login_field


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one transaction at a time anyway")
@pytest.mark.django_db(transaction=True)
def test_two_workers_who_meet_the_same_buyer_make_one_record() -> None:
    field_id, start = make_login_field().pk, Barrier(4)

    def work() -> None:
        start.wait()
        add_buyer(
            source="dummy",
            field_id=field_id,
            login="jan",
            external_id="",
            name="Jan",
            company="",
            emails=("a@mail.example",),
            phones=(),
        )
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Customer.objects.get().emails.count() == 1
