#!/bin/bash
# What goes wrong on the way: long work that is stopped, a broken file, little memory, closing in the
# middle, and a crash.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
job() { # job STEPS: on the scan
    printf '<lamina version="1"><input path="%s"/><pipeline>%s</pipeline></lamina>\n' "$input" "$1" >job.xml
}

# Stopped: within a second nothing is at work any more, and the window goes on; so does the work when
# it is asked to. The views stay as they are for it.
input=$scan
job '<resample spacing="0.17" interpolator="lanczos"/>'
start job.xml
shown "list item:Resample, running..." 60
there=$(where "image:Axial...")
press "push button:Stop"
shown "list item:Resample, stopped..." 1
shown "push button:Go on"
screenshot stopped
[ "$(where "image:Axial...")" = "$there" ] || fail "the views changed their size"
press "push button:Go on"
shown "list item:Resample, running..."
key ctrl+period
shown "list item:Resample, stopped..." 1
key F5

# Closed during work: it ends, and nothing is left in the folder.
shown "list item:Resample, running..."
stop
[ -z "$(find "$work" -maxdepth 1 -name '.*' ! -path "$work")" ] || fail "temporary files are left"

# A broken file among the slices: said at the input, by name.
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/broken/s%03d.png" >/dev/null 2>&1
head -c 400 broken/s010.png >half && mv half broken/s010.png
start broken
type_into "text:Spacing, along x" 6
type_into "text:Spacing, from slice to slice" 6
press "Use this spacing"
shown "label:$work/broken/s010.png: truncated PNG..." 30
screenshot broken
stop discard

# 600 slices of 1024 x 1024 within a GiB. A sanitizer takes more than that for itself.
if [ -z "${LAMINA_SANITIZED:-}" ]; then
    "$bin/lamina" do $scan resample size="1024 1024 3" : cast type=uint8 : save path="$work/one/s%03d.png" >/dev/null 2>&1
    mkdir many
    for i in {001..600}; do ln "one/s002.png" "many/s$i.png" 2>/dev/null || ln one/s001.png "many/s$i.png"; done
    start --memory 1GiB many
    shown "image:Slice 301 of 600" # also before they are a volume
    type_into "text:Spacing, along x" 0.1
    type_into "text:Spacing, from slice to slice" 0.1
    press "Use this spacing"
    shown "list item:Input, done, 1024 × 1024 × 600..." 120
    shown "image:Axial slice 301 of 600"
    screenshot many
    peak=$(awk '/VmHWM/ { print $2 }' "/proc/$desktop_pid/status")
    [ "$peak" -lt 1100000 ] || fail "$peak KiB were taken of a GiB"
    stop discard
    rm -r many
fi

# A crash: what was being done comes back.
start broken
shown "list item:Input, spacing not known..." 30
type_into "text:Spacing, along x" 7
type_into "text:Spacing, from slice to slice" 7
press "Use this spacing"
sleep 2
kill -9 "$desktop_pid"
wait "$desktop_pid" 2>/dev/null || true
start
shown "Bring back unsaved work?"
press "push button:Bring back..."
sleep 1
shown "list item:Input..." 30
shown "label:path $work/broken, spacing 7 7"
screenshot back
no_stalls
