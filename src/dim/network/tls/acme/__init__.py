"""Certificates by ACME (RFC 8555), with certbot's library `acme`."""
