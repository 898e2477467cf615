from django.urls import path

from integrations.allegro.views.other_data import edit
from integrations.allegro.views.preparing import start
from integrations.allegro.views.signing_in import authenticate, callback
from integrations.allegro.views.unproven import accept, unproven

app_name = "allegro"
urlpatterns = [
    path("", start, name="start"),
    path("authenticate/", authenticate, name="authenticate"),
    path("callback/", callback, name="callback"),
    path("<int:pk>/", edit, name="edit"),
    path("<int:pk>/authenticate/", authenticate, name="authenticate_again"),
    path("<int:pk>/unproven/", unproven, name="unproven"),
    path("<int:pk>/unproven/<int:case>/accept/", accept, name="accept_difference"),
]
