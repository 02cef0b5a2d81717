"""Season, episode, part and date numbers that the words of a name may state."""
