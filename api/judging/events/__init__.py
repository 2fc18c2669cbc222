"""Wake-ups for those who wait for a submission. What they are woken for is in the database."""
