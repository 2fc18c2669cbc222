"""What admins do: publishing problems and looking at their versions."""
