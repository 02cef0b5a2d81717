"""HTTPS: certificates from files, from a local authority or by ACME, replaced while the server runs."""
