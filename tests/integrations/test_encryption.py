from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from integrations.encryption import decrypt, encrypt
from integrations.models import OAuthState
from tests.factories import make_user


def test_keys_rotate(settings: LazySettings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    token = encrypt("secret")
    settings.ENCRYPTION_KEYS = [new, old]
    assert decrypt(token) == "secret"
    settings.ENCRYPTION_KEYS = [new]
    with pytest.raises(InvalidToken):
        decrypt(token)


@pytest.mark.django_db
def test_rotation_writes_every_secret_anew_so_that_old_keys_can_go(settings: LazySettings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    OAuthState.objects.create(state="s", verifier="secret", marketplace="dummy", user=make_user())

    settings.ENCRYPTION_KEYS = [new, old]
    call_command("rotate_encryption", stdout=StringIO())

    settings.ENCRYPTION_KEYS = [new]
    assert OAuthState.objects.get().verifier == "secret"
    with connection.cursor() as cursor:
        cursor.execute("SELECT verifier FROM integrations_oauthstate")
        assert "secret" not in cursor.fetchone()[0]
