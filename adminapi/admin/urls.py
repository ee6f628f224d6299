"""Pages of the Django admin without a model. They are in its namespace, so its guards hold for them too."""

from django.contrib import admin
from django.urls import path

from adminapi.admin import mails
from adminapi.dashboard import page as dashboard

urlpatterns = [
    path("mails/", admin.site.admin_view(mails.page), name="mails"),
    path("dashboard/", admin.site.admin_view(dashboard.refreshed), name="dashboard"),
]
