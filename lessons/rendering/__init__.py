"""Markdown to safe HTML, as GitHub shows it. Pure: text in, text out."""
