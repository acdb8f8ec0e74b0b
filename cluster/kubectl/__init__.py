"""kubectl: it speaks to the API server's door alone, and prints what kubectl prints."""
