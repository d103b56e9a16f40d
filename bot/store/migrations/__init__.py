"""How a database gets from one version of this program to the next."""
