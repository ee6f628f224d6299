from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from accounts import known_browsers, notices
from accounts.forms import SignInForm
from accounts.notices import Kind
from accounts.pages.door import Door
from accounts.pages.sign_up import is_open


class SignIn(Door, LoginView):
    """Sign in by email and password. A signed-in user sees that the account may not open the requested page."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        if known_browsers.id_for(self.request, user.email) is None:
            notices.tell(user, Kind.NEW_SIGN_IN, **notices.place_of(self.request))
        known_browsers.remember(self.request, response, user.email)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, signup_is_open=is_open())
