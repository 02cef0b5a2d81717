"""Ways from one title to others: its people, collections and genres, similar titles, and search over all of them."""
