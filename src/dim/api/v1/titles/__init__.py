"""Routes of titles: movies, shows, seasons, episodes, cards, artwork."""
