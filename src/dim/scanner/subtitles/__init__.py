"""Subtitle files beside films: `words` reads what the end of a name says (language, forced), `beside` finds the files of a film."""
