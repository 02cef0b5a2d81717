"""The server process: composition of its parts, start and stop, HTTP protocol, supervision of scanners."""
