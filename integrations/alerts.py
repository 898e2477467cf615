"""Notices to administrators: once when an account needs them, once when it has recovered."""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import PERMISSIONS
from integrations.health import Health, State, health_of, is_silent
from integrations.models import Integration
from integrations.unreadable import MANY

logger = logging.getLogger(__name__)

DISCONNECTED, SILENT, MANY_UNREADABLE, UNREADABLE = "disconnected", "silent", "many_unreadable", "unreadable"
GRAVITY = {"": 0, UNREADABLE: 1, MANY_UNREADABLE: 2, SILENT: 3, DISCONNECTED: 4}


def watch() -> None:
    """Look at every integration and send what is due. However many workers do this, each notice goes out once."""
    for integration in Integration.objects.select_related("queue"):
        health = health_of(integration)
        found = _found(health)
        if GRAVITY[found] > GRAVITY[integration.alert]:
            _turn(health, found, "alert")
        elif integration.alert and not found:
            # Whoever stopped it knows: that is no recovery.
            _turn(health, "", "recovery" if integration.is_running else "")


def _found(health: Health) -> str:
    """What an administrator should know. An account that was stopped, or never set up, is nobody's trouble."""
    if not (health.integration.is_running and health.integration.is_configured):
        return ""
    if health.state == State.DISCONNECTED:
        return DISCONNECTED
    if is_silent(health.integration):
        return SILENT
    if health.unreadable.lasting >= MANY:
        return MANY_UNREADABLE
    return UNREADABLE if health.unreadable.lasting else ""


def _turn(health: Health, alert: str, notice: str) -> None:
    """From one alert to another, with the mail that belongs to it; without the mail it stays as it was."""
    integration = health.integration
    before = {"alert": integration.alert, "alerted_at": integration.alerted_at}
    mine = Integration.objects.filter(pk=integration.pk, alert=integration.alert)
    if not mine.update(alert=alert, alerted_at=timezone.now() if alert else None) or not notice:
        return
    try:
        get_connection().send_messages(list(_mails(health, alert, notice)))
    except OSError as error:  # SMTP's errors are of this kind too
        Integration.objects.filter(pk=integration.pk, alert=alert).update(**before)
        logger.warning("notice about integration %s was not sent: %s", integration.pk, type(error).__name__)


def _mails(health: Health, alert: str, notice: str) -> Iterator[EmailMessage]:
    """One for each administrator, in their own language."""
    roles = [role for role, permissions in PERMISSIONS.items() if "integrations.manage_integrations" in permissions]
    address = f"{settings.SITE_URL}{health.integration.get_absolute_url()}"
    for person in User.objects.filter(is_active=True, role__in=roles):
        with translation.override(person.language):
            context = {"health": health, "integration": health.integration, "alert": alert, "address": address}
            subject = render_to_string(f"integrations/email/{notice}_subject.txt", context).strip()
            body = render_to_string(f"integrations/email/{notice}_message.txt", context)
            yield EmailMessage(subject, body, to=[person.email])
