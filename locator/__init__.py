"""Find a bare foot in a photo, its landmarks, acupoints and reflex zones."""
