#!/usr/bin/env bash
# Measures SocketWarp beside stunnel and ssh -R, in one interleaved run, and prints one table.
# Usage: bench/run.sh [--rounds N] [--seconds N] [--tunnels NAME...] [--json FILE] [--compare EARLIER.json] [--svg FILE]; --help tells more
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for program in iperf3 stunnel4 sshd ssh openssl; do
    PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || { echo "bench: error: $program is missing; ./test.sh installs it on Debian" >&2; exit 1; }
done
setup/native.sh
dotnet build SocketWarp.sln --configuration Release --verbosity quiet --nologo
exec artifacts/bin/SocketWarp.Bench/release/SocketWarp.Bench "$@"
