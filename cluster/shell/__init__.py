"""A shell that reaches nothing but the cluster: files in memory, pipes, and kubectl."""
