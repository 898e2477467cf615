from django.apps import AppConfig


class AllegroConfig(AppConfig):
    name = "integrations.allegro"
    label = "allegro"
    verbose_name = "Allegro"
