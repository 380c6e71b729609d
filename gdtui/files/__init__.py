"""What comes from and goes to disk: data, presets, recordings, settings, and where they live."""
