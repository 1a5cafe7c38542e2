"""`python -m dragoman` is the same as the `dragoman` command."""

from dragoman.cli.main import app

app()
