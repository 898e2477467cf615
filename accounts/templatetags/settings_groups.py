"""The map of the settings on each of their pages."""

from typing import Any

from django import template

from accounts.settings_map import Entry, Group, groups_for

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_groups(context: dict[str, Any]) -> list[tuple[Group, list[Entry]]]:
    """What whoever looks at the page may change."""
    return groups_for(context["request"].user)
