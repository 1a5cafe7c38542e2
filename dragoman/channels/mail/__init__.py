"""E-mail over SMTP: messages with text, HTML and files, and an outcome that tells apart what is known."""
