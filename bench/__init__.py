"""Figures about the product, measured on this machine: `script/bench NAME`."""
