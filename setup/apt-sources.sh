# The system's own package sources for its own release, so that nothing of a third party can break or influence what is fetched. To be sourced.

apt_release() {
    # shellcheck disable=SC1091
    (. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

write_base_sources() { # release, folder: writes base.sources and base.list there
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -r "$file" ] || continue
        grep -v '^#' "$file" | awk -v RS='' -v ORS='\n\n' -v release="$1" '
            /(^|\n)Enabled:[ \t]*no/ { next }
            $0 ~ "(^|\n)Suites:[^\n]*[ \t]" release "([- \t\n]|$)"'
    done > "$2/base.sources"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -r "$file" ] || continue
        grep -E "^[ 	]*deb[ 	].*[ 	]$1([- 	]|\$)" "$file" || true
    done > "$2/base.list"
}
