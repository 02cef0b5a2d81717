"""What Steam keeps for each account, under `userdata/<account id>`."""
