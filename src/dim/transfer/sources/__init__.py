"""Other programs, and what their users watched: each module yields `WatchedItem`s."""
