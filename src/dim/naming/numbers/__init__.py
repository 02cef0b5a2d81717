"""Season, episode, part and date numbers in the words of a name."""
