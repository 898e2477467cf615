"""What views ask of a request."""

from django.http import HttpRequest, QueryDict

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Who is signed in. Only for views behind the sign-in, which is all but those of allauth."""
    if not isinstance(request.user, User):
        raise TypeError("a view without sign-in asked for the person")
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, None while it is only shown."""
    return request.POST if request.method == "POST" else None
