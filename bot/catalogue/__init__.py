"""Every show there is: what TVmaze knows of shows, brought into the store when somebody asks for it."""
