"""Providers on the network. Each has a module that asks, and one that reads answers: pure, from JSON to values."""
