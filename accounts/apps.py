from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts.models import User
        from accounts.settings_map import Entry, Group, register

        register(
            Entry(
                Group.WORKSPACE,
                _("People"),
                _("Who signs in, and what each may do."),
                "accounts:people",
                "accounts.manage_people",
                User.objects.filter(is_active=True).count,
            ),
            Entry(
                Group.ADVANCED,
                _("Audit log"),
                _("Who changed which setting, and when."),
                "audit:log",
                "accounts.view_audit_log",
                is_last=True,
            ),
        )
