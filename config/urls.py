"""Every address that Torale serves."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.pages.passwords import ChangePassword
from adminapi.scrape import MetricsView
from core.api import openapi
from tasks_app import urls as tasks

# Without it a JSON path below /admin/ could not be told from an unknown page of the Django admin.
admin.site.final_catch_all_view = False

handler400 = "core.api.exceptions.bad_request"
handler403 = "core.api.exceptions.permission_denied"
handler404 = "core.api.exceptions.page_not_found"
handler500 = "core.api.exceptions.server_error"

urlpatterns = [
    path("api/v1/", include(tasks.api)),
    path("", include("webapp.urls")),
    path("", include("accounts.urls")),
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("openapi.json", openapi.openapi_json, name="openapi"),
    path("redoc", openapi.redoc, name="redoc"),
    path("docs", openapi.swagger, name="docs"),
    # One door, and one count of who knocks at it.
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
    path("admin/password_change/", admin.site.admin_view(ChangePassword.as_view())),
    path("admin/", include("adminapi.urls")),
    path("admin/", admin.site.urls),
    path("", include("notifications.urls")),
    path("demo/", include("tasks_app.demo.urls")),
    path("favicon.ico", RedirectView.as_view(url=static("torale.svg"))),
]
