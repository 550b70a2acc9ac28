"""Depesha carries formal telegrams that are known to have arrived and been carried out.

`depesha.Station` is the whole Python interface. It is loaded when first asked for, so that a
command loads only what it needs.
"""

__version__ = "0.1.0"
