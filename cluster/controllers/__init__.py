"""kube-controller-manager: one module a controller. `ALL` is the one place to add one."""
