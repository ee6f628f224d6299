"""Pages of the Django admin that are about no model."""

from django.contrib import admin
from django.urls import path

from adminapi.admin import mails

urlpatterns = [path("mails/", admin.site.admin_view(mails.page), name="mails")]
