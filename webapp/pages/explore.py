"""`/explore`: public tasks to look through and to copy, and templates to begin with. For everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View

from accounts.readers import bounded
from tasks_app.selectors.public import PublicOrder, public_tasks
from webapp.task_templates import task_templates

PAGE_SIZE = 24
WORDS_LENGTH = 200


@method_decorator(bounded, name="dispatch")
class Explore(View):
    """A page of public tasks; an order or a page that there is not counts as the first one."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        words = request.GET.get("q", "")[:WORDS_LENGTH]
        asked = request.GET.get("sort", "")
        order = PublicOrder(asked) if asked in list(PublicOrder) else PublicOrder.RECENT
        page = Paginator(public_tasks(words=words, order=order), PAGE_SIZE).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        context = {
            "page": page,
            "words": words,
            "order": order.value,
            "query": query.urlencode(),
            "templates": task_templates(),
        }
        return render(request, "webapp/explore.html", context)
