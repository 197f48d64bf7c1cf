#!/usr/bin/env bash
# Feeds damaged messages to the readers of what strangers send, and fails where one throws what it must not.
# Usage: fuzz/run.sh [--count N] [--seed N]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build fuzz --configuration Release --verbosity quiet --nologo
exec artifacts/bin/SocketWarp.Fuzz/release/SocketWarp.Fuzz "$@"
