"""Creating accounts for oneself: who may, with which invite or captcha."""
