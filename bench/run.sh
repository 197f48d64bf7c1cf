#!/usr/bin/env bash
# Measures SocketWarp: without a command beside stunnel and ssh -R, in one interleaved run; each run prints one table.
# Usage: bench/run.sh [scale|idle|control|paths|allocation] [--rounds N] [--json FILE] [--compare EARLIER.json] [--svg FILE]; --help tells more
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in
    scale | idle | control) programs=(openssl) ;;
    paths | allocation) programs=(openssl iperf3) ;;
    *) programs=(openssl iperf3 stunnel4 sshd ssh) ;;
esac
for program in "${programs[@]}"; do
    PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null || { echo "bench: error: $program is missing; ./test.sh installs it on Debian" >&2; exit 1; }
done
setup/native.sh
dotnet build bench --configuration Release --verbosity quiet --nologo
# As docs/operations.md has them installed: compiled beforehand. Apart from other builds, which know no system.
for service in ControlApi QuicGateway Connector; do
    dotnet publish "src/$service" --configuration Release --runtime linux-x64 --no-self-contained --output "artifacts/installed/SocketWarp.$service" \
        -p:ArtifactsPath="$PWD/artifacts/installing" --verbosity quiet --nologo
done
exec artifacts/bin/SocketWarp.Bench/release/SocketWarp.Bench "$@"
