"""What a moderator types into a form: read as a value, or refused with a sentence that says what is right."""
