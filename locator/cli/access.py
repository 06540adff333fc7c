"""Who may reach the page of `locator app`: this machine only, or others by password."""

from __future__ import annotations

import ipaddress
from pathlib import Path

__all__ = ["is_local", "read_users"]


def is_local(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_users(text: str) -> list[tuple[str, str]]:
    """The (user, password) pairs of "USER:PASSWORD" or of a file with one such pair a line (# begins a comment).

    ValueError, with what to do, when there is none or a line is no pair.
    """
    path = Path(text)
    if path.is_file():
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        entries = [line for line in lines if line and not line.startswith("#")]
        if not entries:
            raise ValueError(f"--auth: the file {text} holds no user; write one user:password a line")
    else:
        entries = [text]
    users = []
    for number, entry in enumerate(entries, 1):
        user, _, password = entry.partition(":")
        if not user or not password:
            # Neither the text nor the line is repeated: it may be a password.
            if path.is_file():
                raise ValueError(f"--auth: entry {number} of the file {text} is not user:password; write one such line a user")
            raise ValueError("--auth: what was given is neither a file nor user:password; write user:password or name a file")
        users.append((user, password))
    return users
