"""The seal: age files, signatures, notes, keys and the file that holds them.

This package alone imports `cryptography` and makes randomness. What it takes and gives are bytes;
what they mean is known above it (`depesha.wire`, `depesha.keybook`). The formats are on
`docs/spec/sealed.md`. No caller chooses an algorithm.
"""
