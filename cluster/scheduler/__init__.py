"""kube-scheduler: filters, scores, and the queue of Pods that wait for a node."""
