"""What a request brings: its credential, its body, its query parameters."""
