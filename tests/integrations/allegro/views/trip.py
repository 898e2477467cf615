"""The trip to Allegro's sign-in page and back, as a browser makes it."""

import re
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from simulator.testing import Running
from simulator.tokens import issue_code
from tests.integrations.allegro.desk import SELLER

START = "/integrations/allegro/"
AUTHENTICATE, CALLBACK = f"{START}authenticate/", f"{START}callback/"


class Page(Protocol):
    content: bytes


def words(response: Page) -> str:
    """The page's markup with its white space evened out."""
    return re.sub(r"\s+", " ", response.content.decode())


def leave(client: Client, pk: int | None = None) -> dict[str, str]:
    """Press *Authenticate*, or *Re-authenticate* of this integration; what Allegro is asked."""
    response = client.post(f"{START}{pk}/authenticate/" if pk else AUTHENTICATE)
    assert response.status_code == 302
    return {key: values[0] for key, values in parse_qs(urlsplit(response["Location"]).query).items()}


def approve(allegro: Running, asked: dict[str, str], seller_id: str = SELLER) -> dict[str, str]:
    """What comes back once this seller has approved."""
    code = issue_code(
        allegro.market,
        seller_id=seller_id,
        redirect_uri=asked["redirect_uri"],
        scope=asked["scope"],
        challenge=asked["code_challenge"],
    )
    return {"code": code, "state": asked["state"]}
