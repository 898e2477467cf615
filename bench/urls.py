"""Parley's pages, and an empty one for people who are signed in, which the others are compared with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns


@login_required
def empty(_request: HttpRequest) -> HttpResponse:
    """Session and person read, nothing else."""
    return HttpResponse("<!doctype html><title>Empty</title>")


urlpatterns = [*urlpatterns, path("bench/empty/", empty)]
