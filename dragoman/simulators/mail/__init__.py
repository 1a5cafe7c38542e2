"""A mailbox: an SMTP listener that keeps what is sent, and a page to read it."""
