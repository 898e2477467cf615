import re

import pytest

from reports.catalogue import REPORTS, all_reports
from reports.charts import draw
from reports.tables import Column, Look, Report, Row, Unit, Value
from tests.reports.asking import chosen_by


def report(look: Look, *rows: Row, columns: tuple[Column, ...] = (Column("Opened"),)) -> Report:
    return Report("slug", "Title", "", "Days", columns, rows, look)


def test_what_the_page_may_not_hold_is_taken_out() -> None:
    for look in Look:
        picture = draw(report(look, Row("a", (Value(3, "/?x=1"),)), Row("b", (Value(4),))))
        assert picture.startswith("<svg")
        for forbidden in ("<style", "<script", "style=", "<!--", "http://pygal", " id="):
            assert forbidden not in picture


def test_labels_and_addresses_are_escaped() -> None:
    nasty = '<script>alert("x")</script>'
    picture = draw(report(Look.BARS, Row(nasty, (Value(3, '/?q="><script>&b=1'),))))
    assert "<script" not in picture
    assert "&lt;script" in picture


def test_each_bar_leads_to_its_tickets_and_stays_out_of_the_way_of_keys_and_readers() -> None:
    picture = draw(report(Look.COLUMNS, Row("1 Nov", (Value(3, "/?a=1&b=2"),)), Row("2 Nov", (Value(0),))))
    assert 'href="/?a=1&amp;b=2"' in picture
    assert picture.count("<a ") == picture.count('tabindex="-1"') == 1
    assert 'aria-hidden="true"' in picture.split(">")[0]
    assert "<title>1 Nov, opened: 3</title>" in picture


def test_a_line_breaks_where_there_is_no_number() -> None:
    columns = (Column("Median", Unit.SECONDS),)
    hours = [Value(number and number * 3600, "", Unit.SECONDS) for number in (1, 2, None, 4, 5)]
    rows = (Row(str(place), (value,)) for place, value in enumerate(hours))
    picture = draw(report(Look.LINES, *rows, columns=columns))
    assert len(re.findall("<circle", picture)) == 4
    assert picture.count('class="line reactive') == 2
    assert ">4 h<" in picture


def test_a_single_day_is_drawn_too() -> None:
    for look in Look:
        assert "<svg" in draw(report(look, Row("a", (Value(1),))))


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw(report(Look.COLUMNS, Row("a", (Value(0),)))) == ""
    assert draw(report(Look.BARS)) == ""


@pytest.mark.django_db
def test_every_report_can_be_drawn() -> None:
    reports = all_reports(chosen_by())
    assert [one.slug for one in reports] == list(REPORTS)
    assert all(draw(one) == "" for one in reports)
