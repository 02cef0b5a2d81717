"""What the readers of launchers share: values in JSON and databases, files from one reading to the next, images, installations."""
