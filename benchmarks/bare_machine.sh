#!/usr/bin/env bash
# Lessons on a machine without any GL library: a bare Debian tree, entered with chroot.
#
#   sudo benchmarks/bare_machine.sh [FOLDER]      (FOLDER is kept and used again; default: a temporary one)
#
# Needs root, debootstrap and the network. What is committed (HEAD) is installed there from
# requirements.lock by `make setup`; then benchmarks/bare_machine.py runs, which says what it saw.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ "$(id -u)" = 0 ] || { echo "Run this as root: it makes a Debian tree and enters it."; exit 2; }
command -v debootstrap >/dev/null || apt-get install -y -qq debootstrap

tree="${1:-$(mktemp -d)}"
leave() {
    umount "$tree/proc" 2>/dev/null || true
    [ -n "${1:-}" ] || rm -rf --one-file-system "$tree"
}
trap 'leave "'"${1:-}"'"' EXIT
[ -x "$tree/usr/bin/python3" ] || debootstrap --variant=minbase \
    --include=python3,python3-venv,make,git,ca-certificates bookworm "$tree" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}

# The network as this machine has it: names, and certificates where they are its own.
cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"

mkdir -p "$tree/musclekit"
find "$tree/musclekit" -mindepth 1 -maxdepth 1 ! -name .venv -exec rm -rf {} +
git archive HEAD | tar -x -C "$tree/musclekit"

# Kernels look at their own process there; without the right to mount they only grumble.
mountpoint -q "$tree/proc" || mount -t proc proc "$tree/proc" || true

inside() {
    chroot "$tree" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TMPDIR=/tmp \
        SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
        ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        sh -c "cd /musclekit && $1"
}
inside "make setup"
inside ".venv/bin/python -X faulthandler benchmarks/bare_machine.py"
