from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.pages import keys, notices, passwords, sign_in, sign_up
from accounts.views.keys import ApiKeyViewSet
from accounts.views.me import MeViewSet
from accounts.views.sync import SyncUserView

api = [
    path("auth/sync-user", SyncUserView.as_view(), name="sync-user"),
    path("auth/me", MeViewSet.as_view({"get": "retrieve"}), name="me"),
    path("auth/api-keys", ApiKeyViewSet.as_view({"get": "list", "post": "create"}), name="api-keys"),
    path("auth/api-keys/<str:key_id>", ApiKeyViewSet.as_view({"delete": "destroy"}), name="api-key"),
]
pages = [
    path("login", sign_in.SignIn.as_view(), name="sign-in"),
    path("logout", LogoutView.as_view(next_page="home"), name="sign-out"),
    path("signup", sign_up.SignUp.as_view(), name="sign-up"),
    path("signup/finish", sign_up.FinishSignUp.as_view(), name="sign-up-finish"),
    path("password/forgot", passwords.ForgotPassword.as_view(), name="password-forgot"),
    path("password/reset", passwords.ResetPassword.as_view(), name="password-reset"),
    path("settings/password", passwords.ChangePassword.as_view(), name="password-change"),
    path("settings/notices", notices.Notices.as_view(), name="notices"),
    path("settings/api-keys", keys.ApiKeys.as_view(), name="api-key-page"),
    path("settings/api-keys/<uuid:key_id>/revoke", keys.RevokeApiKey.as_view(), name="api-key-revoke"),
]
urlpatterns = [*api, *pages]
