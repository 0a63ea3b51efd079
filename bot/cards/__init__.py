"""What the bot shows: a domain value becomes a view, and only here."""
