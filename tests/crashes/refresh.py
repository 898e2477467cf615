"""One of many processes that need a new token at the same instant: `python -m tests.crashes.refresh MOMENT`."""

import sys
import time

import django


def main(moment: float) -> None:
    django.setup()
    from integrations.allegro.models import Account
    from integrations.allegro.session import renew

    account = Account.objects.get()
    time.sleep(max(0.0, moment - time.time()))
    renew(account, refused_token=account.access_token)


if __name__ == "__main__":
    main(float(sys.argv[1]))
