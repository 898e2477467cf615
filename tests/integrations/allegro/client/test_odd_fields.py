"""Whatever is missing or odd in an entry costs that part of it and nothing else; only an identity is required."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from integrations.allegro.client.fields import LONGEST_ID
from integrations.allegro.client.parsing import MOST_RAW, parse_list
from integrations.allegro.client.types import Issue, IssueMessage, Thread, ThreadMessage
from tests.integrations.allegro import shapes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
SHAPES: dict[type[BaseModel], Any] = {
    Issue: shapes.claim,
    IssueMessage: shapes.chat_message,
    Thread: shapes.thread,
    ThreadMessage: shapes.thread_message,
}


def message(**changes: Any) -> IssueMessage:
    return IssueMessage.model_validate(shapes.chat_message(**changes))


@given(st.sampled_from(sorted(SHAPES, key=str)), st.data())
def test_no_entry_with_an_identity_is_left_out_whatever_its_other_fields_hold(
    kind: type[BaseModel], data: st.DataObject
) -> None:
    shape = SHAPES[kind]()
    for name in data.draw(st.sets(st.sampled_from(sorted(set(shape) - {"id"})))):
        shape[name] = data.draw(JSON)
    assert kind.model_validate(shape).id == str(shape["id"])  # type: ignore[attr-defined]


@given(st.data())
def test_what_is_odd_within_a_field_costs_only_that(data: st.DataObject) -> None:
    shape = shapes.claim()
    part = data.draw(st.sampled_from(["currentState", "chat", "buyer", "offer", "reason", "checkoutForm"]))
    shape[part] = shape[part] | {name: data.draw(JSON) for name in shape[part]}
    issue = Issue.model_validate(shape)
    assert (issue.id, issue.type, issue.reference_number) == (shape["id"], "CLAIM", "1/2026")


@pytest.mark.parametrize("id_", [None, "", "  ", "TODO", {"value": "1"}, [], True])
@pytest.mark.parametrize("kind", SHAPES)
def test_an_entry_without_identity_is_set_aside_with_what_it_says(kind: type[Any], id_: Any) -> None:
    parsed = parse_list(kind, [SHAPES[kind](id=id_), SHAPES[kind]()])
    assert (len(parsed.entries), parsed.handed_out) == (1, 2)
    (left_out,) = parsed.left_out
    assert left_out.reason == "id"
    assert left_out.raw == json.dumps(SHAPES[kind](id=id_), ensure_ascii=False)[:MOST_RAW]


def test_what_is_set_aside_is_bounded_and_can_be_stored() -> None:
    parsed = parse_list(IssueMessage, [shapes.chat_message(id=None, text="\x00 half \ud83d" + "x" * 3 * MOST_RAW)])
    raw = parsed.left_out[0].raw
    assert len(raw) == MOST_RAW
    assert "\x00" not in raw
    raw.encode()


def test_a_number_is_an_identity_too_and_a_long_one_is_cut_to_one_of_its_own() -> None:
    assert message(id=17).id == "17"
    long, other = message(id="x" * 300).id, message(id="x" * 299).id
    assert len(long) <= LONGEST_ID
    assert long != other
    with pytest.raises(ValidationError):
        message(id=None)


@pytest.mark.parametrize(
    "moment", [None, "", "yesterday", {"at": 1}, [], "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1e30]
)
def test_a_moment_that_cannot_be_read_or_believed_is_unknown(moment: Any) -> None:
    assert message(createdAt=moment).created_at is None
    assert Issue.model_validate(shapes.issue(openedDate=moment)).opened_date is None
    assert Thread.model_validate(shapes.thread(createdAt=moment)).created_at is None


def test_a_moment_as_a_number_is_read() -> None:
    moment = message(createdAt=1_790_000_000).created_at
    assert moment is not None
    assert moment.year == 2026


@pytest.mark.parametrize("count", [-1, 10**20, "many", {}])
def test_a_count_that_cannot_be_believed_is_unknown(count: Any) -> None:
    issue = Issue.model_validate(shapes.issue(chat={"messagesCount": count}))
    assert issue.chat.messages_count is None


def test_a_text_of_another_shape_is_shown_as_it_came() -> None:
    assert message(text={"pl": "Żółć"}).text == '{"pl": "Żółć"}'
    assert message(text=["a", 1]).text == '["a", 1]'
    assert message(text=None).text == ""


def test_an_odd_file_does_not_take_the_others_along_and_is_not_forgotten() -> None:
    files = message(attachments=["?", None, {"fileName": "a.png", "url": "https://x/1"}, {"fileName": {}}]).attachments
    assert [(file.file_name, file.url) for file in files] == [("", ""), ("a.png", "https://x/1"), ("", "")]
    (only,) = message(attachments={"fileName": "a.png", "url": "https://x/1"}).attachments
    assert only.file_name == "a.png"


def test_what_is_odd_is_named() -> None:
    assert message(author="jan").odd == ("author",)
    assert message(author={"login": "jan", "role": ["BUYER"]}).author.odd == ("role",)
    assert message().odd == ()
