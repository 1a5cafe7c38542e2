"""Alembic frame: bring a database to the present schema, and tell whether models and schema have drifted apart."""

from dragoman.engine.migrations.run import drift, migrate

__all__ = ["drift", "migrate"]
