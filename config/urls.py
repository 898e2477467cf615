from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView

from config.monitoring import healthz, readyz

# What only some pages load; the style guide shows it all.
SHEETS = [
    "css/tickets.css",
    "css/desk.css",
    "css/history.css",
    "css/composer.css",
    "css/canned.css",
    "css/viewer.css",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    # Addresses are given by administrators (People), so allauth's own page for them leads to the profile.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("accounts.urls")),
    path("customers/", include("crm.urls")),
    path("reports/", include("reports.urls")),
    path("settings/audit-log/", include("accounts.audit_urls")),
    path("settings/", include("tickets.settings_urls")),
    path("integrations/allegro/", include("integrations.allegro.urls")),
    path("integrations/", include("integrations.urls")),
    path("", include("tickets.urls")),
]

if settings.DEBUG:
    urlpatterns.append(
        path("styleguide/", TemplateView.as_view(template_name="styleguide.html", extra_context={"sheets": SHEETS}))
    )
