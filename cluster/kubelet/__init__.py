"""The kubelet: on every node, what is written in a Pod becomes containers."""
