#!/bin/bash
# Stop, and closing the window, during long work that stops by itself, and that does not: within a
# second the step is stopped and its old result stands, marked as one of before; a window that is
# closed is gone within two seconds, and nothing half-written is left.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=0.5 : cast type=uint8 : save path=head.nrrd compress=false >make.out 2>&1 || fail "$(cat make.out)"

seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN { print b - a }'; }
# within LIMIT SECONDS WHAT
within() { awk -v took="$2" -v limit="$1" 'BEGIN { exit !(took <= limit) }' || fail "$3 took $2 s"; }
# stopped TITLE STEPS: of a small part first, then of the whole, which is stopped; then begun again, and
# the window closed. What asks after the step takes its time as well.
stopped() {
    local title=$1 moment asking
    echo "<lamina version=\"1\"><input path=\"head.nrrd\"/><pipeline><crop box=\"150 190 200 240 150 190\"/>$2</pipeline></lamina>" >job.xml
    start job.xml
    shown "list item:$title, done..." 30
    click "list item:Crop..."
    key ctrl+t
    shown "list item:$title, running..." 30
    gone "label:Before the change" 2 # a step that is off shows what comes into it
    moment=$(date +%s.%N)
    shown "list item:$title, running..."
    asking=$(seconds_since "$moment")
    moment=$(date +%s.%N)
    key ctrl+period
    shown "list item:$title, stopped..." 5
    within "$(awk -v asking="$asking" 'BEGIN { print 1 + 2 * asking }')" "$(seconds_since "$moment")" "stopping: $title"
    click "list item:$title, stopped..."
    shown "label:Before the change" 2
    key ctrl+z ctrl+shift+z
    shown "list item:$title, running..." 30
    key ctrl+w
    press "push button:Discard..."
    moment=$(date +%s.%N)
    wait "$desktop_pid" || fail "the desktop ended with status $?: $(cat "$work/desktop.out")"
    desktop_pid=
    within 2 "$(seconds_since "$moment")" "closing: $title"
    [ -z "$(find . -maxdepth 1 -name '.?*')" ] || fail "left behind: $(ls -A)"
}
stopped Resample '<resample spacing="0.2" interpolator="lanczos"/>'
stopped Smooth '<smooth sigma="3"/>'
no_stalls
