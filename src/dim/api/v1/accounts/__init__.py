"""Routes of accounts: sign-in, registration, users, invites, tokens."""
