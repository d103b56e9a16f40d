"""The panel over HTTP."""
