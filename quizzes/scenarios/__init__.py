"""Questions without end about one decision: what a node does about the image of a container."""
