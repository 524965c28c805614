"""Classes of commands: former names of options, and groups of subcommands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from .console import Console
from .help_format import Context


class Command(click.Command):
    """A command that accepts the former names of its options, with a warning.

    Parameters
    ----------
    former : mapping of str to str, optional
        Former name of an option to its present name, both with dashes.
    """

    context_class = Context

    def __init__(
        self, *args: Any, former: Mapping[str, str] | None = None, **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.former = dict(former or {})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Replace former names of options, then parse as usual."""
        end = args.index("--") if "--" in args else len(args)
        used = []
        for place, argument in enumerate(args[:end]):
            name, equals, value = argument.partition("=")
            if name in self.former:
                used.append(name)
                args[place] = self.former[name] + equals + value
        rest = super().parse_args(ctx, args)
        for name in dict.fromkeys(used):
            ctx.ensure_object(Console).message(
                f"{name} is deprecated and will be removed: use {self.former[name]}."
            )
        return rest


class CommandGroup(click.Group):
    """A group of subcommands whose error messages show how each is called.

    Parameters
    ----------
    default : str, optional
        Subcommand for arguments that name none, as the command was called before it was a
        group.
    """

    context_class = Context

    def __init__(self, *args: Any, default: str | None = None, **settings: Any) -> None:
        context = {"ignore_unknown_options": True}  # a subcommand may know them
        super().__init__(*args, context_settings=context, **settings)
        self.default = default

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of definition."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; without any, show the help as a usage error."""
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand that the arguments name, or the default."""
        if args[0] not in self.commands:
            if self.default is None or args[0].startswith("-"):
                raise click.UsageError(f"{args[0]!r} is not a subcommand. {self._usage(ctx)}", ctx)
            ctx.ensure_object(Console).message(
                f"{ctx.command_path} without a subcommand is deprecated: use "
                f"{ctx.command_path} {self.default}."
            )
            args = [self.default, *args]
        return super().resolve_command(ctx, args)

    def _usage(self, ctx: click.Context) -> str:
        """Return the usage line of each subcommand."""
        lines = []
        for name, command in self.commands.items():
            pieces = command.collect_usage_pieces(click.Context(command, ctx, name))
            lines.append(" ".join([ctx.command_path, name, *pieces]))
        return "Use one of: " + "; ".join(lines)
