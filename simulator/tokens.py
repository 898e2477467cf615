"""Authorization codes and token pairs, as Allegro hands them out."""

import base64
import hashlib
import secrets
from typing import Any

from simulator.marketplace import Marketplace
from simulator.options import ACCESS_LIFE, CODE_LIFE, REFRESH_LIFE, SCOPES
from simulator.records import Code, Grant


class GrantRefused(Exception):
    """OAuth's `invalid_grant`; the text says why."""


def issue_code(market: Marketplace, *, seller_id: str, redirect_uri: str, scope: str, challenge: str | None) -> str:
    """A code that can be exchanged once, within a minute."""
    code = Code(
        id=secrets.token_urlsafe(24),
        client_id=market.options.client_id,
        seller_id=seller_id,
        redirect_uri=redirect_uri,
        scope=scope,
        challenge=challenge,
        expires_at=market.world.clock() + CODE_LIFE,
    )
    market.world.keep(code)
    return code.id


def exchange_code(market: Marketplace, code_id: str, redirect_uri: str, verifier: str) -> Grant:
    """A first token pair. GrantRefused for a used or old code, another address or a wrong PKCE verifier."""
    code = market.world.codes.get(code_id)
    if code is None:
        raise GrantRefused("Invalid authorization code")
    market.world.drop_code(code)
    if code.expires_at <= market.world.clock():
        raise GrantRefused("Authorization code expired")
    if redirect_uri != code.redirect_uri:
        raise GrantRefused("Redirect URI mismatch")
    if code.challenge is not None and challenge_of(verifier) != code.challenge:
        raise GrantRefused("Invalid code verifier")
    return issue_pair(market, code.seller_id, code.scope)


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def issue_pair(market: Marketplace, seller_id: str, scope: str = " ".join(SCOPES)) -> Grant:
    """A new access token (12 h) and refresh token (3 months)."""
    now = market.world.clock()
    grant = Grant(
        id=secrets.token_urlsafe(48),
        client_id=market.options.client_id,
        seller_id=seller_id,
        scope=scope,
        access=secrets.token_urlsafe(48),
        access_expires=now + ACCESS_LIFE,
        refresh_expires=now + REFRESH_LIFE,
    )
    market.world.keep(grant)
    return grant


def refresh(market: Marketplace, refresh_token: str) -> Grant:
    """The next pair. A used token gives the same next pair during the grace, then GrantRefused."""
    world, now = market.world, market.world.clock()
    grant = world.grants.get(refresh_token)
    if grant is None or grant.revoked or grant.refresh_expires <= now:
        raise GrantRefused(f"Invalid refresh token: {'expired' if grant else 'unknown'}")
    if grant.used_at is not None and grant.successor is not None:
        if now - grant.used_at > market.options.refresh_grace:
            raise GrantRefused("Invalid refresh token: already used")
        return world.grants[grant.successor]
    successor = issue_pair(market, grant.seller_id, grant.scope)
    grant.used_at, grant.successor = now, successor.id
    world.keep(grant)
    return successor


def pair_json(market: Marketplace, grant: Grant) -> dict[str, Any]:
    """The token endpoint's answer; `expires_in` in seconds."""
    life = grant.access_expires - market.world.clock()
    return {
        "access_token": grant.access,
        "token_type": "bearer",
        "refresh_token": grant.id,
        "expires_in": max(0, int(life.total_seconds())),
        "scope": grant.scope,
        "allegro_api": True,
        "iss": "https://allegro.pl",
        "jti": grant.access[:36],
    }
