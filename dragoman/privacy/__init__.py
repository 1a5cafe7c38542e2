"""A person's rights: what is held of them, in a form to take along; being forgotten; and nothing kept longer than said."""
