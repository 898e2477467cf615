import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.browsing import browser
from tests.factories import make_queue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.ADMINISTRATOR, ["accounts:people", "settings:queues", "crm:fields", "audit:log"], []),
        (Role.SUPERVISOR, ["settings:queues", "settings:statuses"], ["accounts:people", "crm:fields", "audit:log"]),
    ],
)
def test_the_map_shows_what_this_person_may_change(role: Role, shown: list[str], hidden: list[str]) -> None:
    page = browser(role).get(reverse("settings:index")).text
    assert all(f'href="{reverse(name)}"' in page for name in shown)
    assert not any(f'href="{reverse(name)}"' in page for name in hidden)


def test_an_agent_has_nothing_to_set_but_their_profile() -> None:
    assert browser(Role.AGENT).get(reverse("settings:index")).headers["Location"] == reverse("accounts:profile")


def test_the_map_tells_where_one_is() -> None:
    page = " ".join(browser(Role.SUPERVISOR).get(reverse("settings:queue_add")).text.split())
    assert f'<a href="{reverse("settings:queues")}" aria-current="page">' in page


def test_the_index_counts_what_there_is() -> None:
    make_queue("Care")
    text = " ".join(browser(Role.SUPERVISOR).get(reverse("settings:index")).text.split())
    assert f'<a href="{reverse("settings:queues")}">Queues</a> <span class="badge">1</span>' in text
    assert f'<a href="{reverse("settings:tags")}">Tags</a> <span class="badge">0</span>' in text
