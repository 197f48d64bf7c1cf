#!/bin/sh
# Puts the libraries of the ngtcp2 engine into <checkout>/.native, without changing the system.
# Does nothing when the system, or an earlier run, has them. SOCKETWARP_NATIVE_DIR names another folder.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/setup/apt-sources.sh"
target=${SOCKETWARP_NATIVE_DIR:-$root/.native}
wanted='libngtcp2.so.16 libngtcp2_crypto_gnutls.so.8'
packages='libngtcp2-16 libngtcp2-crypto-gnutls8'
faster='libipsec-mb1' # AES-GCM for CPUs with VAES and AVX-512; the engine works without it

say() { printf 'native: %s\n' "$*"; }
fail() {
    printf 'native: error: %s\n' "$1" >&2
    printf 'hint: %s\n' "$2" >&2
    exit 1
}

system_has() {
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -qF "	$1 "
}

system_has_all() {
    for library in $wanted libgnutls.so.30; do
        system_has "$library" || return 1
    done
}

folder_has_all() {
    for library in $wanted; do
        [ -e "$target/$library" ] || return 1
    done
}

explain_manual_install() {
    say "no apt here: the libraries of the QUIC engine must come from you."
    say "install libngtcp2 (libngtcp2.so.16), its GnuTLS part (libngtcp2_crypto_gnutls.so.8) and GnuTLS 3.7 or newer,"
    say "or put the three files into $target;"
    say "or install libmsquic 2.2.2 or newer and the msquic engine is used instead (Windows has it built in)."
}

try_apt() {
    private_apt "$work" "$@" > "$work/apt.log" 2>&1
}

download() {
    release=$(apt_release)
    [ -n "$release" ] || fail 'this system does not name its release in /etc/os-release' 'install libngtcp2 with its GnuTLS part yourself'
    mkdir -p "$work/sources" "$work/lists/partial" "$work/cache" "$work/archives/partial"
    write_base_sources "$release" "$work/sources"
    try_apt update || fail_with_log 'the package index could not be read'
    # shellcheck disable=SC2086
    if ! try_apt -y --download-only install $packages; then
        write_suite_sources "$release" "$release-backports" "$work/sources"
        try_apt update || fail_with_log 'the package index could not be read'
        # The last one is for a system whose own packages are in disorder: apt then solves nothing, but still fetches.
        try_apt -y --download-only -t "$release-backports" install $packages ||
            (cd "$work/archives" && try_apt download $packages) ||
            (cd "$work/archives" && try_apt -t "$release-backports" download $packages) ||
            fail_with_log "no package source of this system offers $packages"
    fi
}

download_faster() {
    (cd "$work/archives" && try_apt download $faster) || say "$faster is not to be had here: GnuTLS protects the packets instead"
}

fail_with_log() {
    tail -n 5 "$work/apt.log" >&2
    fail "$1" 'check the network and the apt sources, or install libngtcp2 with its GnuTLS part, or libmsquic, yourself'
}

unpack() {
    for package in "$work"/archives/*.deb; do
        # A second C library in one process would crash it; the system's own is always new enough.
        case ${package##*/} in libc6_* | libgcc-s1_*) continue ;; esac
        dpkg-deb --extract "$package" "$work/tree"
    done
    mkdir "$work/native"
    find "$work/tree" -path '*/lib/*' -name 'lib*.so.*' ! -path '*/gnutls/*' -exec cp -a {} "$work/native/" \;
    for library in $wanted; do
        [ -e "$work/native/$library" ] || fail "the packages hold no $library" "remove $target and report this system's release"
    done
    if LD_LIBRARY_PATH=$work/native ldd "$work/native/libngtcp2_crypto_gnutls.so.8" | grep 'not found' >&2; then
        fail 'the libraries above are missing' 'install GnuTLS 3.7 or newer'
    fi
}

if system_has_all; then
    say 'the system has the libraries of the ngtcp2 engine'
    exit 0
fi
if folder_has_all; then
    say "ready in $target"
    exit 0
fi
if ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
    explain_manual_install
    exit 0
fi

# Beside the target, so that the last step is a rename on one file system: complete or absent, never half.
work=$(mktemp -d "$(dirname -- "$target")/.native.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
say "fetching $packages"
download
download_faster
unpack
rm -rf "$target"
mv "$work/native" "$target"
say "ready in $target"
