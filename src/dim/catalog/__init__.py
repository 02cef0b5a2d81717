"""What we have: libraries, movies, shows, seasons, episodes, and the files they are played from.

`reports` takes in what scanners say, `identity` finds or makes the item that a file belongs to, `moves` lets an item follow its
file, `visibility` hides what has no file left. The reading side is `cards`, `details`, `home` and `search`.
"""
