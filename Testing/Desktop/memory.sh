#!/bin/bash
# Ten data sets, one after the other in one window: the memory comes back.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
for i in {0..9}; do
    "$bin/lamina" do $scan crop box="0 180 0 216 0 $((90 + 10 * i))" : save path="scan$i.nrrd" compress=false >/dev/null 2>&1
done

resident() { # once what is looked at is drawn, in KiB
    sleep 3
    awk '/VmRSS/ { print $2 }' "/proc/$desktop_pid/status"
}
open_another() {
    key ctrl+shift+o
    shown "Open a slice, a volume or a job"
    write "$work/$1"
    key Return
    sleep 1
    shown "list item:Input, done, 181 × 217 × $2..."
    shown "image:Axial slice..."
}

start scan0.nrrd
shown "list item:Input, done, 181 × 217 × 91..."
first=$(resident)
for i in {1..9}; do
    open_another "scan$i.nrrd" $((91 + 10 * i))
done
most=$(resident)
open_another scan0.nrrd 91
last=$(resident)
echo "KiB: $first at first, $most with the largest of ten, $last with the first again"
[ -n "${LAMINA_SANITIZED:-}" ] || [ $((last * 10)) -le $((first * 11)) ] || fail "memory stays: $first KiB, then $last KiB"
stop
no_stalls
