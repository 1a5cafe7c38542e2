"""What goes over the wire of /v1, as Pydantic models; nothing of the rooms' own shapes leaks through."""
