"""The socket: live events, players and commands, both ways; and the same of players over HTTP (`players`).

socket ── accepts, authenticates ──► connection ── reads messages ──► remote.service
                                         ▲                                 │
                                      outbox  ◄── events of the hub, states of players, commands
                                         └── rendering (when they are sent) ──► JSON
"""
