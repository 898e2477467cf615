from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("CRM")

    def ready(self) -> None:
        from accounts.settings_map import Entry, Group, register
        from crm.models import CustomField

        register(
            Entry(
                Group.CRM,
                _("Custom fields"),
                _("Fields of your own on the records of customers."),
                "crm:fields",
                "crm.manage_fields",
                CustomField.objects.count,
            )
        )
