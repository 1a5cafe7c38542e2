"""The rows of the table, a module each; every `measure` takes the ground and returns its rows."""
