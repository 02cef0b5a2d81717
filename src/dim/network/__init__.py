"""The local network: this machine's addresses, how it is announced (mDNS), and under which addresses Dim is reachable."""
