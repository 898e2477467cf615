"""Signing a seller in: the authorization code flow with PKCE, and the renewal of tokens.

https://developer.allegro.pl/tutorials/uwierzytelnianie-i-autoryzacja-zlq9e75GdIR
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import requests
from pydantic import ValidationError

from integrations.allegro.client.answers import check, json_object, receive
from integrations.allegro.client.environment import Environment
from integrations.allegro.client.errors import GrantRefused, NoAnswer, Rejected
from integrations.allegro.client.http import send
from integrations.allegro.client.types import Tokens

SCOPES = (
    "allegro:api:disputes",
    "allegro:api:messaging",
    "allegro:api:orders:read",
    "allegro:api:profile:read",
)

REFRESH_LIFE = timedelta(days=90)  # Allegro says three months
# Renewal happens under a lock: with SQLite others wait for it, twenty seconds at most.
TIME_LIMITS = (4.0, 12.0)


def new_verifier() -> str:
    """A PKCE code verifier (RFC 7636)."""
    return secrets.token_urlsafe(64)


def authorize_url(environment: Environment, *, redirect_uri: str, state: str, verifier: str) -> str:
    """Where the seller signs in and approves."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": environment.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "scope": " ".join(SCOPES),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Allegro would otherwise silently take whoever is signed in there.
        "prompt": "confirm",
    }
    return f"{environment.auth_url}/authorize?{urlencode(query)}"


def exchange_code(environment: Environment, *, code: str, redirect_uri: str, verifier: str) -> Tokens:
    """Tokens for the code that the seller brought back. Raises GrantRefused, Unreachable, NoAnswer or RateLimited."""
    return _tokens(
        environment,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
    )


def refresh(environment: Environment, refresh_token: str) -> Tokens:
    """A new pair for a refresh token, which works once. Raises as `exchange_code`."""
    return _tokens(environment, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _tokens(environment: Environment, form: Mapping[str, str]) -> Tokens:
    with (
        requests.Session() as session,
        send(
            session,
            "POST",
            f"{environment.auth_url}/token",
            data=form,
            auth=(environment.client_id, environment.client_secret),
            timeout=TIME_LIMITS,
            headers={"User-Agent": environment.user_agent, "Accept": "application/json"},
        ) as response,
    ):
        answer = receive(response, most_seconds=TIME_LIMITS[0])
    try:
        return Tokens.model_validate(json_object(check(answer)))
    except Rejected as error:
        # A gateway's error page with status 404 refuses nothing.
        kind = NoAnswer if error.transient else GrantRefused
        raise kind("Allegro gave no tokens", status=error.status, code=error.code, trace_id=error.trace_id) from error
    except ValidationError:
        raise NoAnswer("Allegro's token answer lacks a token", status=answer.status) from None
