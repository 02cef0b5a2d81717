"""Pure decisions: how a file is played, in which renditions, for which capabilities."""
