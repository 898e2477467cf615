from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Here for its commands only: the demo knows every room."""

    name = "config"
