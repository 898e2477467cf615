from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "integrations"
    verbose_name = _("Integrations")

    def ready(self) -> None:
        from accounts.settings_map import Entry, Group, register
        from integrations.models import Integration
        from integrations.standstill import why_nothing_leaves
        from tickets import standstill

        standstill.register(why_nothing_leaves)
        register(
            Entry(
                Group.ADVANCED,
                _("Integrations"),
                _("Seller accounts, and where their cases land."),
                "integrations:list",
                "integrations.manage_integrations",
                Integration.objects.count,
            )
        )
