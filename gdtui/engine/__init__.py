"""The optimizer engine: a configuration becomes a run, a run becomes events.

It stands on numpy alone and knows no terminal, no file format and no Textual.
"""
