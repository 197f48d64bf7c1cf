#!/bin/sh
# Installs the foreign programs that tests talk to, where they are missing, and asks each to do its job once. Starts no service.
# Arguments are more packages that are wanted.
set -u

export PATH="$PATH:/usr/sbin:/sbin"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# systemd-analyze reads units without a running systemd; promtool comes with prometheus. strace makes fsync fail; pki of strongSwan fetches with a plugin of the extra ones, and reads what came with standard ones; kill is in procps, prlimit in util-linux.
packages="openssl ncat socat stunnel4 iperf3 curl openssh-client openssh-server scep strongswan-pki libstrongswan-standard-plugins libstrongswan-extra-plugins
    python3-grpcio procps util-linux strace fail2ban redis-server redis-tools systemd prometheus"

say_error() {
    printf 'test-tools: error: %s\nhint: %s\n' "$1" "$2" >&2
}

missing_packages() {
    command -v dpkg-query > /dev/null || return 0
    # shellcheck disable=SC2086
    installed=$(dpkg-query -W -f '<${Package} ${db:Status-Status}>' $packages "$@" 2> /dev/null)
    for package in $packages "$@"; do
        case $installed in *"<$package installed>"*) ;; *) echo "$package" ;; esac
    done
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

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    # An index that is old or absent is the likely reason when it fails.
    apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" > /dev/null 2>&1 || {
        apt-get -q -o DPkg::Lock::Timeout=120 update > /dev/null &&
            apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" > /dev/null
    }
}

if [ "${1:-}" = --install ]; then
    shift
    forbid_service_start
    install_packages "$@"
    exit
fi

# sshd wants this folder, which the system's service makes and a machine without it lacks.
[ "$(id -u)" -ne 0 ] || mkdir -p -m 755 /run/sshd
missing=$(missing_packages "$@" | tr '\n' ' ')
if [ -n "$missing" ]; then
    printf 'test-tools: installing %s\n' "$missing"
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root='sudo -n'
    # shellcheck disable=SC2086
    $as_root "$0" --install $missing || say_error "not installed: $missing" "as root: apt-get install --no-install-recommends $missing"
fi

# Programs that have done their job once need not show it again until they, or this script, change.
stamp=$root/artifacts/test-tools.stamp
state=$(cat "$0" "$root/setup/probe-tools.sh" | cksum && dpkg-query -W $packages 2> /dev/null)
if [ -z "$(missing_packages)" ] && [ "$state" = "$(cat "$stamp" 2> /dev/null)" ]; then
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if "$root/setup/probe-tools.sh" "$work"; then
    mkdir -p "$root/artifacts"
    printf '%s\n' "$state" > "$stamp"
else
    say_error 'tests that need the programs above will fail' "install them: apt-get install --reinstall --no-install-recommends $(echo $packages)"
fi
# Tests that need nothing of this shall run all the same.
exit 0
