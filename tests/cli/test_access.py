from __future__ import annotations

from pathlib import Path

import pytest

from locator.cli import main
from locator.cli.access import is_local, read_users


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_this_machine(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", ""])
def test_reached_by_others(host: str) -> None:
    assert not is_local(host)


def test_users_from_the_command_line_or_a_file(tmp_path: Path) -> None:
    assert read_users("ann:a:b") == [("ann", "a:b")]
    file = tmp_path / "users"
    file.write_text("# who may come in\nann:one\n\n  bob:two\n", encoding="utf-8")
    assert read_users(str(file)) == [("ann", "one"), ("bob", "two")]


@pytest.mark.parametrize("text", ["secret", ":secret", "ann:"])
def test_no_pair_is_told_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="user:password") as caught:
        read_users(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "# nobody\n", "ann:one\nsecret\n"])
def test_a_file_without_users_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "users"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"user:password") as caught:
        read_users(str(file))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "--auth FILE_OR_USER:PASSWORD, or --no-auth"),
        (["--auth", "secret"], "neither a file nor user:password"),
        (["--auth", "a:b", "--no-auth"], "exclude each other"),
        (["--mcp", "--auth", "a:b"], "--mcp knows no passwords"),
    ],
)
def test_wrong_access_is_wrong_usage(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["app", *options])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
