"""Exchange rates by a plain JSON API: client and wire shapes. See README.md."""
