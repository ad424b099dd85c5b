"""The ``xushi`` command: the same work without a browser. Results go to stdout, messages to stderr.

Exit status: 0 done, 1 the data are at fault, 2 called wrongly.
"""

import typer

from commands.asking import check, filing, progress
from commands.freezing import snapshot, verify
from commands.issuing import template
from commands.making import demo, new
from words import text

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=text("cli.help", "en"))
for command in (demo, new, check, progress, filing, snapshot, template, verify):
    app.command(help=text(f"cli.{command.__name__}", "en"))(command)


def main() -> None:
    """Run the command; no error of the data or of the call ever shows a traceback."""
    app()


if __name__ == "__main__":
    main()
