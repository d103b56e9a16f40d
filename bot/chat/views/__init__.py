"""Pure functions from domain values to a message."""
