"""The mail that lets a new person set a password: allauth's reset link with words of welcome."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User


def invite(person: User, request: HttpRequest) -> None:
    """Mail the link in the person's own language. It works once, as long as a reset link does. Raises OSError."""
    adapter = get_adapter(request)
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    context = {
        "person": person,
        "inviter": request.user,
        "address": adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(person)}-{token}"),
    }
    with translation.override(person.language):
        adapter.send_mail("accounts/email/invitation", person.email, context)
