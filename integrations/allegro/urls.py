from django.urls import URLPattern

app_name = "allegro"
urlpatterns: list[URLPattern] = []
