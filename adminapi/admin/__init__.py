"""Pages of the Django admin that span apps: the dashboard, accounts, the audit log, the mails."""

from django.contrib import admin
from django.contrib.auth.models import Group

from adminapi.admin import urls
from adminapi.admin.audit import AuditEntryAdmin
from adminapi.admin.users import UserAdmin

__all__ = ["AuditEntryAdmin", "UserAdmin"]

admin.site.index_template = "adminapi/dashboard/index.html"
admin.site.extra_urls = lambda: urls.urlpatterns  # type: ignore[attr-defined]
# Groups are unused: a role is a column of the user.
admin.site.unregister(Group)
