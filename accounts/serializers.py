"""Bodies and answers of `/auth/*`."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts import examples
from accounts.models import ApiKey, User
from core.api.fields import StringField
from core.api.representation import Representation


class UserSerializer(Representation):
    id = serializers.UUIDField()
    clerk_user_id = serializers.CharField(allow_null=True)
    email = serializers.EmailField()
    first_name = serializers.CharField()
    username = serializers.CharField()
    is_active = serializers.BooleanField()
    has_seen_welcome = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class MeSerializer(UserSerializer):
    role = serializers.ChoiceField(choices=User.Role.values)
    verified_notification_emails = serializers.ListField(
        child=serializers.EmailField(), help_text="Addresses that mail may be sent to, your own first."
    )
    has_default_webhook = serializers.BooleanField(help_text="Whether tasks without a webhook call your default one.")


class SyncedUserSerializer(serializers.Serializer[Any]):
    user = UserSerializer()
    created = serializers.BooleanField(help_text="False for a user who was there already.")


@extend_schema_serializer(examples=[examples.KEY])
class KeyInfoSerializer(Representation):
    id = serializers.UUIDField()
    user_id = serializers.UUIDField()
    key_prefix = serializers.CharField(source="prefix", help_text="How the key begins.")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")
    is_active = serializers.BooleanField(help_text="False once it is revoked.")


@extend_schema_serializer(examples=[examples.NEW_KEY])
class CreateKeySerializer(serializers.Serializer[Any]):
    name = StringField(max_length=ApiKey._meta.get_field("name").max_length, help_text="What you will know it by.")


class CreatedKeySerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The key itself, shown only here.")
    key_info = KeyInfoSerializer()


class RevokedSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["revoked"])
