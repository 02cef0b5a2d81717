"""Remote control: players that clients announce, what plays on them, commands and queues. `service.Remote` is what routes use.

socket ──► players (announce, report) ──► watchers (who sees what plays)
route  ──► service.command ──► translate (what it means for this player now) ──► delivery (send, acknowledge) ──► the player
"""
