"""Accounts, authentication and authorization.

`users` holds accounts and `rights` what each role may do; `sign_ins` (a person on a device) and `keys` (personal and scanner
tokens) issue tokens, and `gate` finds the caller of one; `registration`, `invites` and `captcha` decide who gets an account;
`pairing` signs in a device that another one approved; `throttle` slows down guessing.
"""
