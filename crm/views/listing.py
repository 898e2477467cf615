from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from crm.models import Customer
from crm.searching import search

PAGE_SIZE = 50


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search customers"), required=False, max_length=200)


@permission_required("crm.view_customer", raise_exception=True)
def customer_list(request: HttpRequest) -> HttpResponse:
    """Customers from A to Z, or those that the search finds."""
    form = SearchForm(request.GET)
    found = search(form.cleaned_data["q"]) if form.is_valid() else Customer.objects.none()
    page = Paginator(found.prefetch_related("emails", "phones"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "crm/list.html", {"form": form, "page": page})
