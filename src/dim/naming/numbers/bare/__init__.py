"""Numbers without a mark that may be episodes: "Name - 12 [720p]", "Name.102.hdtv", "[05]", "03 - Name", "4.09", "3-08 Name"."""
