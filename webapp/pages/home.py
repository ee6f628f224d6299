"""`/`: shows strangers the product, and leads people who are signed in to their tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.pages.sign_up import is_open


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("my-tasks")
    return render(request, "webapp/home.html", {"signup_is_open": is_open()})
