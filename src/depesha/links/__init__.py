"""Lines: how packets get from one station to the next. The courier never reads the letter.

A line is given plain callables (`exchange.Exchange`), not the office, and imports nothing that
could open a packet. From below: `frames` and `prefix` (what is said), `flight` and `channel` (what
it means; pure), `tls` and `pipe` (one connection), `greeting` and `conversation` (one connection at
work), `line` (one neighbour over time), `tcp` (all of them).
"""
