"""What networks and gateways do to answers, and Allegro's check of messages; nobody has numbered it."""

from simulator.faults import broken, events
from simulator.faults.misbehaviour import API, MESSAGES, TOKEN, Misbehaviour

EVERYWHERE = (*API, TOKEN)

UNNUMBERED = (
    Misbehaviour(
        "slow",
        "The answer takes its time",
        "Odpowiedź każe na siebie czekać",
        EVERYWHERE,
        broken.slow,
        options={"seconds": 5.0},
        anywhere=True,
    ),
    Misbehaviour(
        "cut_off",
        "Half of the answer, then the connection breaks",
        "Połowa odpowiedzi, potem połączenie się zrywa",
        EVERYWHERE,
        broken.cut_off,
        anywhere=True,
    ),
    Misbehaviour(
        "endless",
        "A body that drips for ever",
        "Treść, która kapie bez końca",
        API,
        broken.endless,
        options={"bytes_per_second": 10.0},
        anywhere=True,
    ),
    Misbehaviour(
        "huge",
        "A huge body",
        "Ogromna treść",
        API,
        broken.huge,
        options={"bytes": 50_000_000, "announced": True},
        anywhere=True,
    ),
    Misbehaviour(
        "not_json",
        "200 and a page that is not JSON",
        "200 i strona, która nie jest JSON-em",
        EVERYWHERE,
        broken.not_json,
        anywhere=True,
    ),
    Misbehaviour(
        "stored_unanswered",
        "A write is done, and no answer comes",
        "Zapis się udaje, ale odpowiedź nie przychodzi",
        (*MESSAGES, TOKEN),
        broken.stored_unanswered,
        options={"answer": "none"},
        choices={"answer": ("none", "504")},
        anywhere=True,
    ),
    Misbehaviour(
        "unstored_504",
        "A write is answered 504 and was not done",
        "Zapis dostaje 504 i nie został wykonany",
        MESSAGES,
        broken.unstored_504,
        anywhere=True,
    ),
    Misbehaviour(
        "checked",
        "A message in a purchase problem is checked first, or blocked",
        "Wiadomość w problemie z zakupem jest najpierw sprawdzana albo zostaje zablokowana",
        ("messaging.message",),
        events.message_is_checked,
        (10190,),
        options={"verdict": "VERIFYING"},
    ),
    Misbehaviour(
        "redirect",
        "302 to another host",
        "302 na inny host",
        API,
        broken.redirected,
        options={"to": "https://evil.example/"},
        anywhere=True,
    ),
)
