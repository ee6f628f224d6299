"""The command line `torale`."""
