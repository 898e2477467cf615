from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllegroConfig(AppConfig):
    """Makes Allegro known to tickets (as a channel) and to integrations (as a marketplace)."""

    name = "integrations.allegro"
    label = "allegro"
    verbose_name = "Allegro"

    def ready(self) -> None:
        from integrations import registry
        from integrations.allegro import checks  # noqa: F401 - registers itself
        from integrations.allegro.channel import AllegroChannel
        from integrations.allegro.connecting import connection
        from integrations.allegro.support import AllegroSupport
        from integrations.allegro.sync import sweep_account
        from tickets import channels

        channels.register(AllegroChannel())
        registry.register(
            registry.Marketplace(
                slug=AllegroChannel.slug,
                name="Allegro",
                section=_("E-commerce"),
                summary=_("Discussions, claims and purchase problems of your buyers become tickets."),
                logo="img/marketplace-allegro.svg",
                start_url="allegro:start",
                edit_url="allegro:edit",
                sweep=sweep_account,
                connection=connection,
                support=AllegroSupport(),
            )
        )
