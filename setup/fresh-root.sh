#!/usr/bin/env bash
# Makes a Debian root from packages, without anything that somebody once installed by hand, and runs there what people are told to run:
# ./run.sh --check and ./test.sh. It proves that the set-up names everything. Arguments are test projects; without any, the one below.
# The SDK and NuGet packages are this machine's, mounted read-only. Everything else is in one folder, and in namespaces that end with this script.
set -eu

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/setup/apt-sources.sh"
# The project whose tests start most of the foreign programs; the set-up itself asks each of the others to do its job once.
projects='Pki'
# What the SDK itself needs, as its documents say. Everything else must come from our set-up.
prerequisites='ca-certificates,libstdc++6,libssl3,zlib1g,tzdata,?name(^libicu[0-9]+$)'
checkout=/srv/socketwarp

fail() {
    printf 'fresh-root: error: %s\nhint: %s; ./test.sh --no-fresh-root leaves this step out\n' "$1" "$2" >&2
    exit 1
}

# Runs as the first process of its own namespaces: whatever it starts or mounts is gone when it is.
inside() {
    local work=$1 dotnet=$2 packages=$3 tree=$1/root home=/root
    shift 3
    echo "making a root of $(apt_release) from packages"
    mmdebstrap --quiet --mode=root --variant=apt --include="$prerequisites" --dpkgopt=force-unsafe-io --aptopt="$work/apt.conf" \
        "$(apt_release)" "$tree" "$work"/sources/* || fail 'no root could be made from packages' 'check the network and the apt sources'
    mkdir -p "$tree$checkout" "$tree/usr/share/dotnet" "$tree/var/cache/nuget"
    tar -x -C "$tree$checkout" -f "$work/checkout.tar"
    # The machine's own names and authorities: the root has no other way to the network.
    cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
    cp -R /usr/local/share/ca-certificates "$tree/usr/local/share/"
    chroot "$tree" update-ca-certificates > /dev/null 2>&1

    mount --bind -o ro "$dotnet" "$tree/usr/share/dotnet"
    ln -s /usr/share/dotnet/dotnet "$tree/usr/bin/dotnet"
    mount --bind -o ro "$packages" "$tree/var/cache/nuget"
    [ ! -f ~/.nuget/NuGet/NuGet.Config ] || install -D -m 600 ~/.nuget/NuGet/NuGet.Config "$tree$home/.nuget/NuGet/NuGet.Config"
    mount -t proc proc "$tree/proc"
    mount -t sysfs sysfs "$tree/sys"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$tree/dev/pts"
    mount -t tmpfs tmpfs "$tree/dev/shm"

    local settings=(HOME=$home PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 NUGET_FALLBACK_PACKAGES=/var/cache/nuget)
    local name
    for name in SOCKETWARP_TEST_RUN TEST_TIMEOUT_SECONDS CONFIGURATION NUGET_CERT_REVOCATION_MODE http_proxy https_proxy no_proxy; do
        [ -z "${!name:-}" ] || settings+=("$name=${!name}")
    done
    local status=0
    chroot "$tree" /usr/bin/env -i "${settings[@]}" /bin/bash -c "cd $checkout"' && ./run.sh --check && exec ./test.sh --no-fresh-root --no-containers "$@"' bash "$@" || status=$?
    cp -R "$tree$checkout/artifacts/test-results" "$work/" 2> /dev/null || true
    exit "$status"
}

if [ "${1:-}" = --inside ]; then
    shift
    inside "$@"
fi

[ "$(id -u)" -eq 0 ] || fail 'only root can make a root' 'run ./test.sh as root'
for program in mmdebstrap unshare git dotnet apt-config; do
    command -v "$program" > /dev/null || fail "no $program command" 'run it on Debian, with the packages mmdebstrap, util-linux and git, and the .NET SDK 10'
done
[ -n "$(apt_release)" ] || fail 'this system does not name its release in /etc/os-release' 'run it on Debian'
[ $# -gt 0 ] || set -- $projects
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')

work=$(mktemp -d "${TMPDIR:-/tmp}/socketwarp-root.XXXXXX")
child=
end() { # exit code
    trap '' INT TERM HUP EXIT
    # The first process in there dies with this one, and the kernel ends all others with it.
    [ -z "$child" ] || { kill -KILL "$child" 2> /dev/null; wait "$child" 2> /dev/null; } || true
    local try
    for try in {1..50}; do
        # Processes that are ending may still be writing.
        rm -rf --one-file-system "$work" 2> /dev/null && break
        sleep 0.1
    done
    exit "$1"
}
trap 'end 130' INT
trap 'end 143' TERM HUP
trap 'end $?' EXIT
mkdir -p "$work/sources"
write_base_sources "$(apt_release)" "$work/sources"
find "$work/sources" -empty -delete
apt-config dump Acquire > "$work/apt.conf"
# New files that are not committed yet are included; what was built is not.
(cd "$root" && git -c safe.directory='*' ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - -f "$work/checkout.tar" 2> /dev/null) ||
    { rm -rf "$work"; fail "$root is no git checkout" 'clone the repository'; }
unshare --mount --propagation private --pid --mount-proc --fork --kill-child=KILL \
    "$0" --inside "$work" "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$packages" "$@" < /dev/null &
child=$!
status=0
wait "$child" || status=$?
child=
[ "$status" -eq 0 ] || [ -z "${FRESH_ROOT_RESULTS:-}" ] || cp -R "$work/test-results" "$FRESH_ROOT_RESULTS" 2> /dev/null || true
end "$status"
