"""What stands above the apps in the Django admin: its first page, accounts as a whole, the audit log, the mails."""

from django.contrib import admin
from django.contrib.auth.models import Group

from adminapi.admin import urls
from adminapi.admin.audit import AuditEntryAdmin
from adminapi.admin.users import UserAdmin

__all__ = ["AuditEntryAdmin", "UserAdmin"]

admin.site.index_template = "adminapi/dashboard/index.html"
admin.site.extra_urls = lambda: urls.urlpatterns  # type: ignore[attr-defined]
# Roles are a column of the user; nobody reads groups.
admin.site.unregister(Group)
