"""The files of a folder read together: neighbours decide what one name leaves open."""
