from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("people/", include("accounts.urls")),
    path("customers/", include("crm.urls")),
    path("settings/", include("tickets.settings_urls")),
    path("integrations/allegro/", include("integrations.allegro.urls")),
    path("integrations/", include("integrations.urls")),
    path("", include("tickets.urls")),
]
