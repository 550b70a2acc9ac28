"""A telegram as its page lays it open: what stands where, worked out before a template shows it."""
