"""The demo's page and webhook receiver. Both exist only while a demo runs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tasks_app.demo.stage import Call, Stage


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    sentence = Stage(name).sentence()
    if sentence is None:
        raise Http404
    return render(request, "demo/page.html", {"sentence": sentence})


@csrf_exempt
@require_POST
def receiver(request: HttpRequest, name: str) -> HttpResponse:
    """Receive a webhook. No cookie authenticates anybody here, so there is nothing to forge."""
    call = Call(headers=dict(request.headers), body=request.body.decode(errors="replace"))
    if not Stage(name).receive(call):
        raise Http404
    return HttpResponse("thank you", content_type="text/plain")
