#!/bin/sh
# Publishes all programs into one folder, as docs/operations.md has them installed.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

usage() {
    cat << 'END'
usage: setup/publish.sh [--no-native | --quick] FOLDER [RUNTIME]
  FOLDER       takes the programs: warp, SocketWarp.Connector, SocketWarp.QuicGateway and so on; where they run, neither .NET nor a compiler is needed
  RUNTIME      the system they run on, such as linux-x64; without it this one. Native programs are made for the system they are compiled on
  --quick      compiles nothing beforehand, and only what images are made of: sooner done, and starts slower; for tests
  --no-native  makes no native programs of warp, gateway and connector: these take a C compiler and zlib's headers
END
}

fail() {
    printf 'publish: error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 1
}

native='Cli Connector QuicGateway' others='ControlApi ScepServer AllInOne' options=
case ${1:-} in
    -h | --help) usage && exit 0 ;;
    --no-native) native= && shift ;;
    --quick) native= others='ControlApi ScepServer' options=-p:PublishReadyToRun=false && shift ;;
esac
[ $# -ge 1 ] && [ $# -le 2 ] || { usage >&2 && exit 2; }
if [ -n "$native" ]; then
    command -v clang > /dev/null || command -v gcc > /dev/null \
        || fail 'no C compiler' 'install gcc and zlib1g-dev (clang will do too), or add --no-native'
fi

mkdir -p "$1"
folder=$(CDPATH='' cd -- "$1" && pwd)
runtime=${2:-$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

for project in Cli Connector QuicGateway $others; do
    case " $native " in
        *" $project "*) kind=-p:PublishAot=true what='a native program' ;;
        *) kind="-p:PublishSingleFile=true $options" what='a single file with .NET' ;;
    esac
    echo "publishing src/$project as $what"
    # Apart from ordinary builds, which know no system.
    # shellcheck disable=SC2086
    dotnet publish "$root/src/$project" -c Release -r "$runtime" --self-contained $kind -o "$work/$project" -p:ArtifactsPath="$root/artifacts/publishing" \
        -p:UseSharedCompilation=false -v q --nologo
    # What remains is for debuggers and compilers.
    rm -f "$work/$project"/*.pdb "$work/$project"/*.dbg "$work/$project"/*.xml
    cp -R "$work/$project/." "$folder"
done
