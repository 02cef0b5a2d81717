"""What to send, without touching a file: capabilities of clients, the decision and its reasons, the ladder of
renditions. Pure.
"""
