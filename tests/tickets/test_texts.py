"""What a marketplace does to a text on its way does not make it another one."""

import pytest

from tickets import texts


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Link: https://x.example/?a=1&b=2", "Link: https://x.example/?a=1&amp;b=2"),
        ("Link: https://x.example/?a=1&b=2", "Link: https://x.example/?a=1&amp;amp;b=2"),
        ("Link: https://x.example/a;b", "Link: https://x.example/a b"),
        ('Regał "Oslo" <80 cm>', "Regał &quot;Oslo&quot; &lt;80 cm&gt;"),
        ("To 'nasz' sklep", "To &#39;nasz&#39; sklep"),
        ("Dzień do\u200bbry", "Dzień dobry"),
        ("\ufeffDzień dobry", "Dzień dobry"),
        ("Dzien\u0301 dobry, ło\u0301z\u0307ko", "Dzień dobry, łóżko"),
        ("Wysłane \U0001f642 dziś", "Wysłane  dziś"),
        ("Wysłane \U0001f44d\U0001f3fd dziś", "Wysłane ? dziś"),
        ("Cena 100\xa0zł", "Cena 100 zł"),
        ("Cena 100\xa0zł", "Cena 100&nbsp;zł"),
        ("Dzień dobry\nOla", "Dzień dobry<br />Ola"),
        ("Tak – „zaraz”…", 'Tak - "zaraz"...'),
        ("\U0001f642", " \U0001f642 "),
    ],
)
def test_a_text_that_was_only_written_differently_is_the_same(sent: str, read: str) -> None:
    assert texts.same(sent, read)
    assert texts.same(read, sent)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wysłane dziś", "Wysłane jutro"),
        ("Paczka 12", "Paczka 13"),
        ("Tak", ""),
        ("\U0001f642", "\U0001f641"),
        ("\U0001f642", ""),
        ("Koszt 5 zł", "Koszt 50 zł"),
    ],
)
def test_other_words_are_another_text(one: str, other: str) -> None:
    assert not texts.same(one, other)
