"""The tests: people who type and press, and read what comes back."""
