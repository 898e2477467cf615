"""Where Allegro is: production, its sandbox, or the simulator."""

from dataclasses import dataclass
from urllib.parse import urlsplit

PRODUCTION = "allegro.pl"
SANDBOX = "allegro.pl.allegrosandbox.pl"
# Where sellers handle claims, as an integrator links it (#12556). Unverified; the sandbox's is not known.
SALES_CENTERS = {PRODUCTION: "https://salescenter.allegro.com"}


@dataclass(frozen=True)
class Environment:
    """Addresses without a trailing slash, and who we are there. The token goes to `hosts` only.

    `sales_center_url` is empty where it is not known.
    """

    auth_url: str
    api_url: str
    web_url: str
    sales_center_url: str
    upload_hosts: tuple[str, ...]
    client_id: str
    client_secret: str
    user_agent: str

    @property
    def hosts(self) -> frozenset[str]:
        """Host and port of every address that may see a token."""
        return frozenset({urlsplit(self.api_url).netloc, *self.upload_hosts})

    def may_see_token(self, url: str) -> bool:
        """Whether the address is one of `hosts`, by the API's own scheme: a token never travels in the clear."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme == urlsplit(self.api_url).scheme and parts.netloc in self.hosts

    @property
    def is_configured(self) -> bool:
        """Whether an application's key is known, without which nobody can sign in."""
        return bool(self.client_id and self.client_secret)

    def __repr__(self) -> str:
        return f"Environment({self.api_url})"  # never the secret


def allegro_environment(
    domain: str, *, client_id: str, client_secret: str, user_agent: str, auth_url: str, api_url: str, web_url: str
) -> Environment:
    """Allegro's own hosts under `domain` (`PRODUCTION` or `SANDBOX`); addresses that are given override them.

    https://developer.allegro.pl/tutorials/informacje-podstawowe-b21569boAI1
    """
    return Environment(
        auth_url=auth_url or f"https://{domain}/auth/oauth",
        api_url=api_url or f"https://api.{domain}",
        web_url=web_url or f"https://{domain}",
        sales_center_url=web_url or SALES_CENTERS.get(domain, ""),
        upload_hosts=(f"upload.{domain}",),
        client_id=client_id,
        client_secret=client_secret,
        user_agent=user_agent,
    )


def simulator_environment(
    base_url: str, *, client_id: str, client_secret: str, user_agent: str, auth_url: str, api_url: str, web_url: str
) -> Environment:
    """Everything in one place: `base_url` is the simulator's own address."""
    return Environment(
        auth_url=auth_url or f"{base_url}/auth/oauth",
        api_url=api_url or base_url,
        web_url=web_url or base_url,
        sales_center_url=web_url or base_url,
        upload_hosts=(),
        client_id=client_id,
        client_secret=client_secret,
        user_agent=user_agent,
    )
