"""Programs that people who write such notes type: by these, code without a language is known for shell."""

KNOWN_COMMANDS = frozenset(
    """apk apt apt-get awk bash brew cat cd cfssl cfssljson chmod chown cp crictl ctr curl dnf docker docker-compose
    dpkg echo etcd etcdctl export find firewall-cmd getenforce git go grep gunzip head helm hostname hostnamectl
    ifconfig ip iptables ipvsadm journalctl kill kind kubeadm kubectl kubelet ln ls make minikube mkdir modprobe
    mount mv nerdctl netstat node npm ntpdate openssl ping pip pip3 podman printf ps pwd python python3 reboot rm rpm
    rsync scp sed service set setenforce setsebool sh source ss ssh ssh-copy-id ssh-keygen ssl su sudo swapoff sysctl
    systemctl tail tar tee telnet timedatectl top touch umount unset unzip update-alternatives useradd usermod vi vim
    watch wget yum yum-config-manager zypper""".split()  # noqa: SIM905
)
