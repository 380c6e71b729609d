"""The sweep screen's own parts: what is offered, how it is worked out, what is said of it."""
