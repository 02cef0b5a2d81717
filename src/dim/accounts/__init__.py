"""Who may do what: users, passwords, sign-ins, scanner tokens, and which libraries a user sees."""
