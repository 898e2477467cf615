"""Secrets that the embedded default makes for itself on its first start."""

import os
from pathlib import Path

from cryptography.fernet import Fernet


def stored_secret(folder: Path, name: str) -> str:
    """The secret kept in `folder/name`, readable by its owner only; made on first use."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = Fernet.generate_key().decode()
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
