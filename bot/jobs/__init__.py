"""The loops that run the services."""
