"""A whole house with somebody of each role in it, who knock at every door."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.access.table import Line
from tests.access.things import make_own_things

NO = ("sign-in", "403", "404", "405")


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser, and the ids of the things that belong to them."""

    role: str
    client: Client
    session: str
    own: Mapping[str, int]

    def ask(self, method: str, address: str) -> Any:
        """The answer to a browser that remembers nothing but its session."""
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.session} if self.session else {})
        response: Any = getattr(self.client, method)(address)
        if response.streaming:
            response.getvalue()  # reading it whole closes the file
        return response


def visitor(role: str, person: User | None, ticket_id: int, owner: User) -> Visitor:
    """Somebody who is signed in, unless they are nobody; a nobody's own things are those of `owner`."""
    client = Client()
    if person is not None:
        client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value if person else ""
    own = make_own_things(ticket_id, person or owner)
    return Visitor(role, client, session, {f"my_{name}": pk for name, pk in own.items()})


@dataclass(frozen=True)
class House:
    visitors: list[Visitor]
    things: Mapping[str, int]

    def found(self, line: Line) -> Line:
        """The line as it is. Every visit is undone, so that the next one finds all in place."""
        answers = [f"{self._visit(who, 'get', line)}/{self._visit(who, 'post', line)}" for who in self.visitors]
        return replace(line, answers=tuple(answers))

    def changes(self, line: Line) -> list[str]:
        """What visitors wrote to the database by a POST to this address."""
        with _undone(), written() as statements:
            for who in self.visitors:
                self._ask(who, "post", line)
        return statements

    def _visit(self, who: Visitor, method: str, line: Line) -> str:
        with _undone(), written() as statements:
            answer = self._ask(who, method, line)
        if answer in NO:
            assert not statements, f"{who.role} may not {method.upper()} {line.address}, and yet it wrote: {statements}"
        return answer

    def _ask(self, who: Visitor, method: str, line: Line) -> str:
        response = who.ask(method, line.address.format(**self.things, **who.own))
        if response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL)):
            return "sign-in"
        return str(response.status_code)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that change something, sessions aside."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield statements
