"""The command line: its help comes without importing any command."""

import importlib
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from audio_service.cli import COMMANDS, main

HEAVY = ("flask", "gevent", "numpy", "redis", "rq", "sqlalchemy", "structlog", "trafilatura")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_each_command_what_the_command_says_itself(name: str) -> None:
    known = COMMANDS[name]
    command = getattr(importlib.import_module(f"audio_service.commands.{known.module}"), name)
    assert known.summary == ("" if command.hidden else command.get_short_help_str(1_000))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_names_no_error_classes(name: str) -> None:
    found = main.get_command(click.Context(main), name)
    inner = found.commands.values() if isinstance(found, click.Group) else ()
    assert found
    for command in (found, *inner):
        assert command.help
        assert "Raises:" not in command.help


def test_the_help_lists_the_commands() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    for name, known in COMMANDS.items():
        assert (f"\n  {name} " in said) == bool(known.summary)


def _imported_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*(name.split('.')[0] for name in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_the_help_imports_nothing_that_takes_long() -> None:
    assert _imported_by("import audio_service.cli").isdisjoint(HEAVY)


def test_the_script_command_imports_no_server_and_no_queue() -> None:
    imported = _imported_by("import audio_service.commands.script")
    assert imported.isdisjoint({"flask", "gevent", "markdown_it", "redis", "rq", "sqlalchemy"})
