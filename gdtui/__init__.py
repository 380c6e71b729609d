"""gdtui: a playground in the terminal for gradient descent and the learning rate."""

__version__ = "0.1.0"
