"""Version 1 of the HTTP API, one package per group of resources."""
