"""Whoever calls a face over HTTP: counted, waited for so long and no longer, heard in turn.

Rule 1: it knows neither desk nor reading room; both are called in the same way.
"""
