#!/bin/sh
# Installs the foreign programs that tests talk to, where they are missing. Starts none of them.
set -eu

export PATH="$PATH:/usr/sbin:/sbin"

missing_packages() {
    for pair in openssl:openssl ncat:ncat socat:socat stunnel4:stunnel4 iperf3:iperf3 curl:curl ssh:openssh-client sshd:openssh-server \
        scepclient:scep scepserver:scep pki:strongswan-pki fail2ban-regex:fail2ban; do
        command -v "${pair%%:*}" > /dev/null || echo "${pair#*:}"
    done
    /usr/bin/python3 -c 'import grpc' 2> /dev/null || echo python3-grpcio
}

# A package that brings a daemon starts it at once unless this policy says no. Only ours is removed again.
forbid_service_start() {
    policy=/usr/sbin/policy-rc.d
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# sshd wants this folder, which the system's service makes and a machine without it lacks.
prepare_sshd() {
    [ "$(id -u)" -ne 0 ] || mkdir -p -m 755 /run/sshd
}

prepare_sshd
missing=$(missing_packages | tr '\n' ' ')
[ -n "$missing" ] || exit 0

if ! command -v apt-get > /dev/null; then
    printf 'test-tools: error: missing: %s\nhint: install the programs of these Debian packages; tests that need them fail without\n' "$missing" >&2
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2> /dev/null; then
        exec sudo -n "$0"
    fi
    printf 'test-tools: error: missing and not root: %s\nhint: sudo apt-get install --no-install-recommends %s\n' "$missing" "$missing" >&2
    exit 0
fi

printf 'test-tools: installing %s\n' "$missing"
forbid_service_start
export DEBIAN_FRONTEND=noninteractive
install() {
    # shellcheck disable=SC2086
    apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends $missing
}
install > /dev/null 2>&1 || { apt-get -q -o DPkg::Lock::Timeout=120 update > /dev/null && install > /dev/null; }
