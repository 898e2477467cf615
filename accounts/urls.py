from django.urls import path

from accounts.views import people
from accounts.views.profile import profile

app_name = "accounts"
urlpatterns = [
    path("", people.people, name="people"),
    path("me/", profile, name="profile"),
    path("add/", people.add, name="person_add"),
    path("<int:pk>/", people.edit, name="person_edit"),
    path("<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("<int:pk>/activate/", people.activate, name="person_activate"),
    path("<int:pk>/invite/", people.invite_again, name="person_invite"),
]
