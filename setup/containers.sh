#!/usr/bin/env bash
# Runs a command with a container engine and with images that are made from packages of Debian, because no registry need be reached.
# A private engine is in namespaces of its own: its networks, firewall rules, mounts and processes are there only, and end with the command.
set -eu

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/setup/apt-sources.sh"
export PATH="$PATH:/usr/sbin:/sbin"
cache=$root/artifacts/containers
# Of the base: what our programs and the QUIC engine stand on, and a clock that tests can set. There is no shell in it.
base_packages='base-files,libc6,libgcc-s1,libstdc++6,libssl3,zlib1g,libgnutls30,libfaketime'
# Of the tools: beside that, Redis, a shell, and what cuts networks and moves bytes.
tools_packages="$base_packages,busybox,coreutils,dash,grep,redis-server,redis-tools,socat,iptables,iproute2"

usage() {
    cat << 'END_OF_USAGE'
usage: setup/containers.sh COMMAND [ARGUMENT ...]
       setup/containers.sh --prepare
  Runs COMMAND with a container engine: the one that answers now, or a private one that ends with COMMAND. The private one needs root and Debian;
  what is missing is installed, and kept in artifacts/containers. Variables name images made of Debian's packages in place of those of registries:
  BASE_IMAGE, SETUP_BASE_IMAGE, REDIS_IMAGE and TARGET_IMAGE. So "setup/containers.sh sh" is a shell in which docker compose works without a registry.
  --prepare does what needs the network, and what shows that the rest will work.
END_OF_USAGE
}

fail() {
    printf 'containers: error: %s\nhint: %s; ./test.sh --no-containers leaves out the tests that need them\n' "$1" "$2" >&2
    exit 1
}

say() {
    printf 'containers: %s\n' "$1" >&2
}

engine_answers() {
    command -v docker > /dev/null && docker version > /dev/null 2>&1
}

# Kept in the checkout: nothing of the system's changes.
fetch_plugins() {
    export DOCKER_CONFIG=$cache/config
    if docker compose version > /dev/null 2>&1 && docker buildx version > /dev/null 2>&1; then
        return
    fi
    say 'fetching docker compose and docker buildx'
    local work=$cache/fetching release plugin
    rm -rf "$work"
    mkdir -p "$work/sources" "$work/lists/partial" "$work/cache" "$work/archives/partial" "$DOCKER_CONFIG/cli-plugins"
    release=$(apt_release)
    write_base_sources "$release" "$work/sources"
    # Debian 12 has neither of them; those of Debian 13 stand on the kernel alone.
    [ "$release" != bookworm ] || write_suite_sources "$release" trixie "$work/sources"
    [ ! -s "$work/sources/suite.sources" ] && [ ! -s "$work/sources/suite.list" ] || rm -f "$work/sources"/base.*
    private_apt "$work" -o Dir::State::status=/dev/null update > "$work/apt.log" 2>&1 &&
        (cd "$work/archives" && private_apt "$work" -o Dir::State::status=/dev/null download docker-buildx docker-compose) >> "$work/apt.log" 2>&1 || {
        tail -n 5 "$work/apt.log" >&2
        fail 'docker compose and docker buildx could not be fetched' 'check the network, or install both'
    }
    for plugin in "$work"/archives/*.deb; do
        dpkg-deb --extract "$plugin" "$work/tree"
    done
    cp "$work"/tree/usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins/"
    rm -rf "$work"
}

# The files of packages without what installing them would do: no package manager, and in the base no shell.
make_root() { # name, packages
    [ "$(cat "$cache/$1.stamp" 2> /dev/null)" != "$stamp" ] || return 0
    say "making the image \"$1\" from packages"
    local work tree
    work=$cache/making
    rm -rf --one-file-system "$work"
    mkdir -p "$work/sources"
    tree=$work/tree
    write_base_sources "$(apt_release)" "$work/sources"
    find "$work/sources" -empty -delete
    apt-config dump Acquire > "$work/apt.conf"
    mmdebstrap --quiet --mode=root --variant=extract --include="$2" --aptopt="$work/apt.conf" "$(apt_release)" "$tree" "$work"/sources/* ||
        fail "the image \"$1\" could not be made from packages" 'check the network and the apt sources'
    rm -rf "$tree"/usr/share/{doc,man,locale,info} "$tree"/var/{cache,lib}/{apt,dpkg} "$tree/dev"
    mkdir -p -m 755 "$tree"/{dev,proc,sys,etc,run,data,root}
    mkdir -p -m 1777 "$tree/tmp"
    printf 'root:x:0:0:root:/root:/bin/sh\n' > "$tree/etc/passwd"
    printf 'root:x:0:\n' > "$tree/etc/group"
    printf 'hosts: files dns\n' > "$tree/etc/nsswitch.conf"
    if [ -x "$tree/bin/busybox" ]; then
        local applet
        for applet in $(chroot "$tree" /bin/busybox --list); do
            # Those of other packages can do more.
            [ -n "$(find "$tree"/bin "$tree"/sbin "$tree"/usr/bin "$tree"/usr/sbin -name "$applet")" ] || ln -s busybox "$tree/bin/$applet"
        done
        [ -e "$tree/bin/sh" ] || ln -s dash "$tree/bin/sh"
        # The user of Redis' own image.
        chown 999:999 "$tree/data"
    fi
    # Where tests find it whatever the machine's kind is.
    ln -s "$(cd "$tree" && echo usr/lib/*/faketime/libfaketime.so.1 | sed 's,^,/,')" "$tree/usr/lib/libfaketime.so.1"
    ldconfig -r "$tree"
    tar -C "$tree" -c -f "$cache/$1.tar" .
    rm -rf "$work"
    printf '%s\n' "$stamp" > "$cache/$1.stamp"
}

import_root() { # name
    [ "$(docker image inspect --format '{{.Config.Labels.stamp}}' "socketwarp-test/$1:$release" 2> /dev/null)" = "$stamp" ] ||
        docker import --change "LABEL stamp=$stamp" "$cache/$1.tar" "socketwarp-test/$1:$release" > /dev/null
}

name_images() {
    release=$(apt_release)
    export BASE_IMAGE=socketwarp-test/base:$release SETUP_BASE_IMAGE=socketwarp-test/tools:$release
    export REDIS_IMAGE=socketwarp-test/tools:$release TARGET_IMAGE=socketwarp-test/tools:$release
}

# Runs as the first process of its own namespaces: whatever it starts, mounts or binds is gone when it is.
inside() { # cgroup, command
    local group=$1 work=/run/engine engine i
    shift
    # The engine's sockets and locks, and those of another engine on this machine, are not to meet.
    mount -t tmpfs tmpfs /run
    mkdir "$work"
    ip link set lo up
    export DOCKER_HOST=unix:///run/docker.sock
    dockerd --data-root "$cache/engine" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" --host "$DOCKER_HOST" --cgroup-parent "$group" \
        > "$work/dockerd.log" 2>&1 &
    engine=$!
    for ((i = 0; i < 300; i++)); do
        ! docker version > /dev/null 2>&1 || break
        kill -0 "$engine" 2> /dev/null || i=300
        sleep 0.1
    done
    docker version > /dev/null 2>&1 || {
        tail -n 5 "$work/dockerd.log" >&2
        fail 'the private container engine does not start' 'run it on a machine (or in a container with --privileged), or start an engine yourself'
    }
    # What a run that was killed has left.
    docker ps -aq | xargs -r docker rm -f > /dev/null
    docker network prune -f > /dev/null
    docker image prune -f > /dev/null
    docker volume ls -q | xargs -r docker volume rm -f > /dev/null
    with_images "$@" || status=$?
    kill -TERM "$engine"
    wait "$engine" || true
    exit "${status:-0}"
}

with_images() { # command
    name_images
    import_root base
    import_root tools
    # Clients of other releases would ask for more than this engine knows.
    DOCKER_API_VERSION=$(docker version --format '{{.Server.APIVersion}}')
    # Testcontainers' cleaner is an image of a registry.
    export DOCKER_API_VERSION TESTCONTAINERS_RYUK_DISABLED=true
    "$@"
}

case ${1:-} in
    '') usage >&2 && exit 2 ;;
    -h | --help) usage && exit 0 ;;
    --inside) shift && inside "$@" ;;
esac

is_private=
if ! engine_answers; then
    is_private=1
    [ "$(id -u)" -eq 0 ] || fail 'no container engine answers, and only root can start one' 'run it as root, or start an engine that DOCKER_HOST names'
    command -v apt-get > /dev/null || fail 'no container engine answers, and none can be installed here' 'install and start one'
    missing=
    for program in dockerd:docker.io docker:docker.io iptables:iptables ip:iproute2 unshare:util-linux flock:util-linux; do
        command -v "${program%:*}" > /dev/null || missing="$missing ${program#*:}"
    done
    unshare --mount --pid --net --fork true 2> /dev/null ||
        fail 'no namespaces can be made here, which a private container engine needs' 'run it on a machine (or in a container with --privileged), or start an engine'
    [ -z "$missing" ] || { say "installing$missing" && "$root/setup/test-tools.sh" --install $missing; } ||
        fail "not installed:$missing" "as root: apt-get install --no-install-recommends$missing"
fi
[ -n "$(apt_release)" ] || fail 'this system does not name its release in /etc/os-release' 'run it on Debian'
command -v mmdebstrap > /dev/null || "$root/setup/test-tools.sh" --install mmdebstrap || fail 'no mmdebstrap command' 'install the package mmdebstrap'

mkdir -p "$cache"
# Two at once would share images and data.
exec 9> "$cache/lock"
flock 9
group=/socketwarp-$$
# Groups are the one thing that outlives their processes.
remove_groups() { # of this process, and of those that were killed before they could
    local folder
    for folder in $(find /sys/fs/cgroup -maxdepth 2 -type d -name 'socketwarp-[0-9]*'); do
        [ "/${folder##*/}" = "$group" ] || [ ! -e "/proc/${folder##*-}" ] || continue
        # A paused container does not end before it goes on.
        find "$folder" -name freezer.state -exec sh -c 'echo THAWED > "$1"' sh {} \; 2> /dev/null || true
        find "$folder" -depth -type d -exec rmdir {} + 2> /dev/null || true
    done
}
remove_groups
stamp=$({ echo "$base_packages $tools_packages"; sed -n "/^make_root() /,/^}/p" "$0"; cat /etc/os-release; } | cksum | tr " " -)
export stamp
fetch_plugins
make_root base "$base_packages"
make_root tools "$tools_packages"
[ "$1" != --prepare ] || exit 0
if [ -z "$is_private" ]; then
    with_images "$@" 9>&-
    exit
fi

child=
end() { # exit code
    trap '' INT TERM HUP EXIT
    # The first process in there dies with this one, and the kernel ends all others with it.
    [ -z "$child" ] || kill -KILL "$child" 2> /dev/null || true
    local try
    for try in {1..50}; do
        remove_groups
        [ -n "$(find /sys/fs/cgroup -maxdepth 2 -type d -path "*$group")" ] || break
        sleep 0.1
    done
    [ -z "$child" ] || wait "$child" 2> /dev/null || true
    exit "$1"
}
trap 'end 130' INT
trap 'end 143' TERM HUP
trap 'end $?' EXIT
unshare --mount --propagation private --pid --mount-proc --net --fork --kill-child=KILL "$0" --inside "$group" "$@" <&0 9>&- &
child=$!
status=0
wait "$child" || status=$?
child=
end "$status"
