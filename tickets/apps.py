from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        from accounts.settings_map import register
        from tickets import reindexing  # noqa: F401 - it listens to the CRM
        from tickets.sections import SECTIONS

        register(*(section.entry for section in SECTIONS))
