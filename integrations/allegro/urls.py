from django.urls import path

from integrations.allegro.views.other_data import add_login_field, edit
from integrations.allegro.views.signing_in import authenticate, callback, start

app_name = "allegro"
urlpatterns = [
    path("", start, name="start"),
    path("authenticate/", authenticate, name="authenticate"),
    path("callback/", callback, name="callback"),
    path("<int:pk>/", edit, name="edit"),
    path("<int:pk>/authenticate/", authenticate, name="authenticate_again"),
    path("<int:pk>/login-field/", add_login_field, name="add_login_field"),
]
