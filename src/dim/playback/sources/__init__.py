"""Where segments come from: the original video, audio, transcodes."""
