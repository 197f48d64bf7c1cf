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

# Another suite of the same mirrors, whose keys and options stay those of the release: its backports, or the next release.
write_suite_sources() { # release, suite, folder with base.sources and base.list: writes suite.sources and suite.list there
    awk -v RS='' -v ORS='\n\n' -v release="$1" -v suite="$2" '
        $0 ~ "(^|\n)Suites:([^\n]*[ \t])?" release "([ \t\n]|$)" {
            sub(/Suites:[^\n]*/, "Suites: " suite)
            sub(/Components:[^\n]*/, "Components: main")
            print
        }' "$3/base.sources" > "$3/suite.sources"
    sed -nE "s/^(.*[ 	])$1[ 	].*\$/\\1$2 main/p" "$3/base.list" > "$3/suite.list"
}

private_apt() { # folder for all that apt writes, with sources in it; arguments of apt-get
    apt_folder=$1
    shift
    apt-get -q \
        -o Dir::Etc::sourcelist=/dev/null \
        -o Dir::Etc::sourceparts="$apt_folder/sources" \
        -o Dir::State::lists="$apt_folder/lists" \
        -o Dir::Cache="$apt_folder/cache" \
        -o Dir::Cache::archives="$apt_folder/archives" \
        -o Dir::Log="$apt_folder" \
        -o APT::Sandbox::User= \
        -o APT::Install-Recommends=false \
        -o Acquire::Languages=none \
        -o Acquire::Retries=3 \
        -o Debug::NoLocking=true \
        "$@"
}
