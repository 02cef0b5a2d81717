"""Who may do what.

`users` and `rights` say who there is and what each role may do; `sign_ins` (a person on a device), `keys` (personal and scanner
tokens) and `gate` (a token to its caller) let them in; `registration`, `invites` and `captcha` decide who gets an account;
`throttle` slows down those who guess.
"""
