"""A sandbox panel and a small Bot API, so that all of it runs with no account."""
