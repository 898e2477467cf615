"""Pages by key: the address names a row, so that a late page is as quick as the first and nothing slips between two."""

from collections.abc import Mapping, Sequence
from typing import Any

from cursor_pagination import CursorPage, CursorPaginator, InvalidCursor
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan


class Key(Func):
    """Several columns, or values, compared as one: the first that differs decides. A composite index serves that."""

    template = "(%(expressions)s)"
    arg_joiner = ", "
    output_field = BooleanField()


def beyond(queryset: QuerySet[Any], key: Sequence[str], place: Sequence[Any], *, newer: bool) -> QuerySet[Any]:
    """The rows after a place of a list that runs downwards by this key, or before it (`newer`)."""
    fields = [queryset.model._meta.get_field(name) for name in key]
    columns = Key(*key)
    values = Key(*(Value(value, output_field=field) for value, field in zip(place, fields, strict=True)))
    return queryset.filter(GreaterThan(columns, values) if newer else LessThan(columns, values))


class KeyPages(CursorPaginator):  # type: ignore[misc]  # the library ships no types
    """The pages of one list. Each list says what its cursor means (`place_of`) and what lies beyond (`beyond`).

    The library would compare the cursor as text, which the two databases read differently.
    """

    def place_of(self, parts: Sequence[str | None]) -> Any:
        """The key that a cursor stands for. What means nothing raises TypeError, ValueError or OverflowError."""
        raise NotImplementedError

    def beyond(self, queryset: QuerySet[Any], place: Any, *, newer: bool) -> QuerySet[Any]:
        """The rows after a place of the list, or before it (`newer`)."""
        raise NotImplementedError

    def _nulls_ordering(self, ordering: Sequence[str], from_last: bool = False) -> list[OrderBy]:  # noqa: FBT001, FBT002
        # The library orders with NULLS LAST, which keeps PostgreSQL from our indexes; no key is ever null.
        return [F(key.lstrip("-")).desc() if key.startswith("-") else F(key).asc() for key in ordering]

    def apply_cursor(
        self,
        cursor: str,
        queryset: QuerySet[Any],
        from_last: bool,  # noqa: FBT001
        reverse: bool = False,  # noqa: FBT001, FBT002
    ) -> QuerySet[Any]:
        try:
            place = self.place_of(self.decode_cursor(cursor))
        except (TypeError, ValueError, OverflowError) as error:
            raise InvalidCursor from error
        return self.beyond(queryset, place, newer=reverse)


def page_of(pages: KeyPages, params: Mapping[str, Any], size: int) -> CursorPage:
    """The page that the address asks for; the first one where its cursor means nothing or nothing is left beyond."""
    return _asked_for(pages, params, size) or pages.page(first=size)


def cursors(page: CursorPage) -> dict[str, str | None]:
    """What the address of the page before and of the one after says, None where there is none."""
    return {
        "before": page.paginator.cursor(page[0]) if len(page) and page.has_previous else None,
        "after": page.paginator.cursor(page[-1]) if len(page) and page.has_next else None,
    }


def _asked_for(pages: KeyPages, params: Mapping[str, Any], size: int) -> CursorPage | None:
    try:
        if params.get("before"):
            return pages.page(last=size, before=params["before"])
        return pages.page(first=size, after=params["after"]) if params.get("after") else None
    except InvalidCursor:
        return None
