#!/bin/sh
# Sets up, builds and runs everything in one process; --check tests a tunnel on free ports and ends. Other arguments are settings.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

usage() {
    cat << 'END'
usage: ./run.sh [--check] [--Section:Key value]...
  (nothing)   start gateway, connector, control API, ScepServer and a demo target, test the tunnel, then run until Ctrl-C
  --check     the same on free ports with a state of its own, and end after the test; exit code 0 when it passed
Settings: docs/settings.md
END
}

mode=AtStart
case ${1:-} in
    --check) mode=Only && shift ;;
    -h | --help) usage && exit 0 ;;
esac

export CONFIGURATION="${CONFIGURATION:-Release}"
"$root/setup/native.sh"
echo "building ($CONFIGURATION)"
# The one refers to all services, the other is what people use them with.
"$root/setup/build.sh" "$root/src/AllInOne"
"$root/setup/build.sh" "$root/src/Cli"
program=$root/artifacts/bin/SocketWarp.AllInOne/$(echo "$CONFIGURATION" | tr '[:upper:]' '[:lower:]')/SocketWarp.AllInOne

if [ "$mode" = AtStart ]; then
    # Signals reach it directly, and nothing of this script stays around it.
    exec "$program" --AppHost:SelfTest AtStart --AppHost:StateDirectory "$root/.state" "$@"
fi

state=$(mktemp -d)
child=
end() {
    [ -z "$child" ] || kill -TERM "$child" 2> /dev/null || true
    [ -z "$child" ] || wait "$child" 2> /dev/null || true
    rm -rf "$state"
    exit "$1"
}
trap 'end 130' INT
trap 'end 143' TERM HUP
# One ControlApi that starts and ends is worth no warning of the gateway beside it; --Logging:LogLevel:Default Information shows all.
"$program" --AppHost:SelfTest Only --AppHost:StateDirectory "$state" --AppHost:FreePorts true --Logging:LogLevel:Default Error "$@" &
child=$!
status=0
wait "$child" || status=$?
child=
end "$status"
