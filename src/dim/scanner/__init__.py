"""The scanner: a daemon that keeps one library of the catalog in sync with its folder, and knows the server only by REST.

README.md beside this file explains the flow, and what happens when something fails.
"""
