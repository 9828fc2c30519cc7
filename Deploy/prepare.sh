#!/usr/bin/env bash
# Makes a Debian-like machine ready to build Martlet: looks for Swift, installs the libraries that
# are missing and nothing else. Sourced by demo.sh and test.sh; quick when nothing is missing.

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "martlet: $*"
    exit 1
}

check_swift() {
    local found major minor
    command -v swift >/dev/null 2>&1 ||
        stop "Swift 6.3 is needed, and there is no swift on PATH: https://www.swift.org/install/linux"
    found=$(swift --version 2>/dev/null)
    found=$(sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' <<<"$found")
    read -r major minor <<<"${found:-0 0}"
    if ((major < 6 || (major == 6 && minor < 3))); then
        stop "Swift 6.3 is needed, found ${found/ /.}: https://www.swift.org/install/linux"
    fi
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
}

install_packages() {
    local missing as_root=()
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 ||
        stop "install what Debian calls $missing, then run this again (there is no apt-get here)"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            stop "missing: ${missing}(not root, and no sudo). As root: apt-get install -y $missing"
        as_root=(sudo)
    fi
    say "martlet: installing $missing"
    "${as_root[@]}" apt-get update -qq || say "martlet: apt-get update failed; going on"
    # shellcheck disable=SC2086
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        stop "could not install $missing; try: apt-get install -y $missing"
}

build_packages=(
    librdkafka-dev  # Kafka client
    libsimdjson-dev # JSON decoding
    libzstd-dev     # .zst event files
    zlib1g-dev      # .gz event files
    tzdata          # time zones
    pkg-config
)
test_packages=(python3 python3-venv)

prepare() {
    check_swift
    if command -v dpkg-query >/dev/null 2>&1; then
        install_packages "${build_packages[@]}" "$@"
    else
        say "martlet: not a Debian-like system; it needs: ${build_packages[*]} $*"
    fi
}
