#!/usr/bin/env bash
# Builds Martlet and shows it: an embedded Kafka cluster, a synthetic shop, the service and what it
# writes. Needs no server and no configuration. Arguments are those of `martlet demo`, e.g.
# --customers 2000.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=Deploy/prepare.sh
source "$repository/Deploy/prepare.sh"

prepare
swift build --package-path "$repository" -c release --product martlet >&2
exec "$repository/.build/release/martlet" demo "$@"
