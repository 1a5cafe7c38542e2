"""Print `.env.example` from the settings, so that the two never differ."""

from dragoman.kit.settings import Settings


def lines() -> list[str]:
    """Return the file's lines: each setting with its description and default."""
    out = ["# Settings of Dragoman. Copy to .env and fill in what you use; everything has a sensible default.", ""]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        out += [f"# {field.description}", f"# DRAGOMAN_{name.upper()}={'' if shown is None else shown}", ""]
    return out


if __name__ == "__main__":
    print("\n".join(lines()).rstrip())
