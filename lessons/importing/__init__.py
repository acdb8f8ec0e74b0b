"""Notes into the database: read a folder, convert what changed, decide what is what, write it all or nothing."""
