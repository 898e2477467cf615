"""A report as a picture: SVG that pygal lays out and our stylesheet paints (docs/decisions/0009-charts.md).

The picture is for eyes and pointers only; the table beside it says the same to everybody, so it is hidden from screen
readers and keyboards stop at none of its links.
"""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import Comment, Element

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.style import Style

from reports.tables import DAY, HOUR, MINUTE, Column, Look, Report, Row, Unit, Value, in_words, whole_units

LABELS_ALONG = 5
WIDTH, HEIGHT, BAR = 680, 220, 30  # in the chart's own units, of which a page shows about one a pixel
LABEL_LETTERS = 22
# What room pygal leaves for words: a narrow screen shows them larger than a wide one (reports.css).
_STYLE = Style(label_font_size=20, major_label_font_size=20, value_font_size=13)
# pygal hooks itself into every import of the process, for maps that we do not have and in a way Python has given up.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

_FRACTION = re.compile(r"\d+\.\d+")
_PLACES = {"x", "y", "cx", "cy", "width", "height", "d"}
_NOT_OURS: set[object] = {Comment, "style", "script", "desc", "defs"}
_NOT_DRAWN = {"titles", "background", "plot tooltip-overlay"}


def draw(report: Report) -> SafeString:
    """The chart as an element of the page; nothing for a report that has nothing to draw."""
    if report.is_empty:
        return SafeString("")
    chart = _lying(report) if report.look is Look.BARS else _upright(report)
    chart.add_xml_filter(_bare)
    # pygal writes through ElementTree, which escapes labels and addresses.
    picture: str = chart.render(is_unicode=True)
    return mark_safe(picture)  # noqa: S308


def _upright(report: Report) -> Any:
    per_unit, axis_words = _axis(report)
    kind = pygal.Line if report.look is Look.LINES else pygal.Bar
    every = -(-len(report.rows) // LABELS_ALONG)
    labels = [row.short or row.label for row in report.rows]
    chart = kind(
        **_options("upright"),
        height=HEIGHT,
        margin=10,
        x_labels=labels,
        x_labels_major=labels[::every],
        show_minor_x_labels=False,
        truncate_label=24,
        value_formatter=axis_words,
        allow_interruptions=True,
        range=(0, None),
    )
    _fill(chart, report, report.rows, per_unit)
    return chart


def _lying(report: Report) -> Any:
    rows = report.shown
    drawn = sum(column.is_drawn for column in report.columns)
    chart = pygal.HorizontalBar(
        **_options("lying"),
        height=len(rows) * BAR * (1 + (drawn - 1) / 2) + 8,
        margin=4,
        margin_right=44,
        x_labels=[_short(row.label) for row in reversed(rows)],
        show_y_guides=False,
        show_x_labels=False,
        print_values=True,
        print_values_position="top",
        print_zeroes=True,
        value_formatter=lambda number: in_words(number, Unit.COUNT),
    )
    _fill(chart, report, tuple(reversed(rows)), 1)
    return chart


def _options(look: str) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "style": _STYLE,
        "classes": ("chart", f"chart-{look}"),
        "css": (),
        "js": (),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "show_legend": False,
        "order_min": 0,
        "spacing": 6,
        "max_scale": 5,
        "min_scale": 1,
        "dots_size": 3.5,
    }


def _fill(chart: Any, report: Report, rows: Sequence[Row], per_unit: int) -> None:
    for place, column in enumerate(report.columns):
        if column.is_drawn:
            chart.add(column.title, [_point(report.columns, place, row, per_unit) for row in rows])


def _point(columns: Sequence[Column], place: int, row: Row, per_unit: int) -> dict[str, Any] | None:
    column, value = columns[place], row.values[place]
    if value.number is None:
        return None
    point: dict[str, Any] = {
        "value": value.number / per_unit,
        "tooltip": f"{row.label}, {column.title.lower()}: {value.words}",
    }
    if value.url:
        point["xlink"] = {"href": value.url, "target": "_self", "tabindex": "-1"}
    return point


def _axis(report: Report) -> tuple[int, Callable[[float], str]]:
    """What one unit of the upright axis is, in the report's own, and how a number on it reads."""
    if report.look is not Look.LINES:
        return 1, lambda number: in_words(number, Unit.COUNT)
    longest = max(value.number or 0 for row in report.rows for value in _drawn(report.columns, row))
    seconds = next(unit for unit in (DAY, HOUR, MINUTE) if longest >= 2 * unit or unit == MINUTE)
    return seconds, lambda number: whole_units(number, seconds)


def _drawn(columns: Sequence[Column], row: Row) -> list[Value]:
    return [value for column, value in zip(columns, row.values, strict=True) if column.is_drawn]


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LETTERS else f"{label[: LABEL_LETTERS - 1].rstrip()}…"


def _bare(root: Element) -> Element:
    """The picture without what pygal adds for itself: styles and scripts, which our pages refuse, and its tooltips."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _NOT_OURS or child.get("class") in _NOT_DRAWN:
                parent.remove(child)
    root.remove(next(child for child in root if child.tag == "title"))
    root.attrib.pop("id", None)
    root.attrib.update({"aria-hidden": "true", "focusable": "false"})
    for element in root.iter():
        for name in _PLACES & element.attrib.keys():
            element.set(name, _FRACTION.sub(lambda found: f"{float(found[0]):.1f}", element.get(name, "")))
    return root
