"""What clients read: cards, lists, search, home, details."""
