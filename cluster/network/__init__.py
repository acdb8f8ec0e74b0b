"""Addresses, names and the way of a packet."""
