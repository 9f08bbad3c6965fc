"""The reference of the commands, made of their help texts: ``{command} plot`` is what `timediary plot --help` says."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, cast

import click
from docutils import nodes
from page_links import link_to
from sphinx.util.docutils import SphinxDirective

from timediary.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

# What is code in a help text: what stands between backticks, and options.
_CODE = re.compile(r"`([^`]+)`|(?<![\w-])(--?[a-z][\w-]*)")


def commands(group: click.Group | None = None, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, in the order of `timediary --help`; a group comes before its own."""
    group = group or cast("click.Group", main)
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        yield (*above, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*above, name))


def context_of(words: list[str]) -> click.Context:
    """A command as it is called: its context names it."""
    context = click.Context(main, info_name="timediary", max_content_width=100)
    for word in words:
        group = cast("click.Group", context.command)
        command = group.get_command(context, word)
        if command is None:
            raise click.UsageError(f"There is no command '{word}'.")
        context = click.Context(command, context, word, max_content_width=100)
    return context


def said(text: str) -> list[nodes.Node]:
    """A text of help with what is code set as code."""
    found: list[nodes.Node] = []
    end = 0
    for match in _CODE.finditer(text):
        found += [nodes.Text(text[end : match.start()]), nodes.literal("", match[1] or match[2])]
        end = match.end()
    return [*found, nodes.Text(text[end:])]


def block(text: str, language: str) -> nodes.literal_block:
    """Lines as they stand."""
    return nodes.literal_block(text, text, language=language)


def description(command: click.Command) -> Iterator[nodes.Node]:
    """The text of help: paragraphs, and after a backspace lines that stay as they are."""
    for part in inspect.cleandoc((command.help or "").partition("\f")[0]).split("\n\n"):
        kept, _, lines = part.rpartition("\b\n")
        if lines == part and not kept:
            yield nodes.paragraph("", "", *said(" ".join(part.split())))
            continue
        head, _, rest = lines.partition("\n")
        if not head.endswith(":"):
            head, rest = "", lines
        if head:
            yield nodes.paragraph("", "", *said(head))
        yield block(inspect.cleandoc(f"\n{rest}"), "sh" if head.startswith("Example") else "text")


def options(context: click.Context) -> nodes.definition_list:
    """Each option as the help prints it, with an anchor of its own."""
    found = nodes.definition_list(classes=["options"])
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is None or not isinstance(parameter, click.Option):
            continue
        name = max(parameter.opts, key=len).lstrip("-")
        term = nodes.term("", "", nodes.literal("", record[0]), ids=[f"option-{name}"])
        meaning = nodes.definition("", nodes.paragraph("", "", *said(" ".join(record[1].split()))))
        found += nodes.definition_list_item("", term, meaning)
    return found


class Command(SphinxDirective):
    """All that the help of a command says."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """The command's usage, its text and its options."""
        context = context_of(self.arguments[0].split())
        command = context.command
        for module in {inspect.getsourcefile(inspect.unwrap(command.callback))} if command.callback else ():
            self.env.note_dependency(str(module))
        usage = context.get_usage().removeprefix("Usage: ")
        found: list[nodes.Node] = [block(usage, "text"), *description(command)]
        if isinstance(command, click.Group):
            listed = nodes.definition_list()
            for name in command.list_commands(context):
                one = cast("click.Command", command.get_command(context, name))
                term = nodes.term("", "", nodes.literal("", name))
                text = nodes.paragraph("", "", *said(one.get_short_help_str(200)))
                listed += nodes.definition_list_item("", term, nodes.definition("", text))
            found.append(listed)
        section = nodes.section(ids=["options"], names=["options"])
        section += [nodes.title("", "Options"), options(context)]
        return [*found, section]


class CommandList(SphinxDirective):
    """Every command with what `timediary --help` says of it, and its page."""

    def run(self) -> list[nodes.Node]:
        """A table of two columns whose names lead to the pages."""
        body = nodes.definition_list(classes=["commands"])
        for words in commands():
            command = context_of(list(words)).command
            named = nodes.literal("", "timediary " + " ".join(words))
            link = link_to(f"generated/commands/{'_'.join(words)}", self.env.docname, named)
            text = nodes.paragraph("", "", *said(command.get_short_help_str(200)))
            body += nodes.definition_list_item("", nodes.term("", "", link), nodes.definition("", text))
        return [body]


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx calls it."""
    app.add_directive("command", Command)
    app.add_directive("command-list", CommandList)
    return {"parallel_read_safe": True}
