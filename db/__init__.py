"""The store of shows and the facts about them; it has never heard of Discord."""
