"""The three roles and what each may do. A role is a list of permissions; pages ask for permissions, never for roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")


_AGENT = frozenset(
    {
        "tickets.view_ticket",
        "tickets.reply_ticket",
        "tickets.change_ticket",
        "tickets.view_reports",
        "crm.view_customer",
        "crm.change_customer",
    }
)
_SUPERVISOR = _AGENT | {"tickets.manage_settings", "crm.delete_customer"}
_ADMINISTRATOR = _SUPERVISOR | {
    "crm.manage_fields",
    "integrations.manage_integrations",
    "accounts.manage_people",
    "accounts.view_audit_log",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}
