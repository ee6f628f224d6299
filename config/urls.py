"""Every address that Torale serves."""

from django.contrib import admin
from django.urls import path

# Without it a JSON path below /admin/ could not be told from an unknown page of the Django admin.
admin.site.final_catch_all_view = False

urlpatterns = [
    path("admin/", admin.site.urls),
]
