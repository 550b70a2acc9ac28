"""The station: the only room that knows the office, the store, the lines and the keys.

It builds one station from its home and offers every face the same three calls: `order`, `read` and
`watch`. `client.connect` reaches a station whether it is being served or not.
"""
