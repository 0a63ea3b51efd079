"""The forms in which moderators correct facts, one for each kind."""
