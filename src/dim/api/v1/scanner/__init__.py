"""Routes for scanners: what the catalog knows of a folder, reports, artwork. See docs/scanners.md."""
