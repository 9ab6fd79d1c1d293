"""What a thing is to become: colours, tones, sizes, styles, and moods as several small changes."""
