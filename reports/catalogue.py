"""Every report there is, in the order of the page."""

from collections.abc import Callable

from reports import over_time, present, shares
from reports.choosing import Chosen
from reports.cohorts import Cohorts
from reports.tables import Report

REPORTS: dict[str, Callable[[Chosen, Cohorts], Report]] = {
    "opened-and-closed": over_time.flow,
    "waiting": present.waiting,
    "first-answer": over_time.first_answers,
    "resolution": over_time.resolutions,
    "deadlines": present.deadlines,
    "kinds": shares.kinds,
    "reasons": shares.reasons,
    "products": shares.products,
    "agents": shares.agents,
}


def all_reports(chosen: Chosen) -> list[Report]:
    """What the page shows. Its number of queries does not depend on how much there is."""
    cohorts = Cohorts(chosen)
    return [report(chosen, cohorts) for report in REPORTS.values()]


def one_report(slug: str, chosen: Chosen) -> Report:
    """The report of that name. Raises KeyError."""
    return REPORTS[slug](chosen, Cohorts(chosen))
