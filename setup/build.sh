#!/bin/sh
# Builds the solution once. No compiler or build server stays behind, because the caller wants its machine back.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
configuration=${CONFIGURATION:-Release}
project=${1:-$root/SocketWarp.sln}

if ! command -v dotnet > /dev/null; then
    printf 'build: error: no dotnet command\nhint: install the .NET SDK 10 and put it on PATH\n' >&2
    exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Offline, a restore that has nothing to do still succeeds; only a changed package list needs the network.
if ! dotnet build "$project" -c "$configuration" -v q --nologo -p:UseSharedCompilation=false > "$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
