#!/bin/bash
# A job on a disk that takes a second for each file that is opened and each that is to be safe, as a
# far network folder may: the window goes on meanwhile, and nothing is lost.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
[ -z "${LAMINA_SANITIZED:-}" ] || exit 77 # a sanitizer will be the first that is loaded

"$bin/lamina" do "$source"/Data/Samples/oct-plots spacing="1 1 1" to-scalar : \
    resample size="32 24 10" : cast type=uint8 : save path="$work/volume.nrrd" >/dev/null 2>&1
export LAMINA_SLOW_DISK=$work/slow XDG_STATE_HOME=$work/slow/state
mkdir slow
on='<crop box="1 20 1 20 1 8"/>' off='<crop off="true" box="1 20 1 20 1 8"/>'
printf '<lamina version="1"><input path="../volume.nrrd"/><pipeline>%s</pipeline></lamina>\n' "$on" >slow/job.xml

start_slow() { LD_PRELOAD=$bin/libslow-disk.so start "$@"; }
switch() { # by its words then
    key ctrl+t
    shown "list item:Crop, $1..."
}
holds() {
    tr -d '\n' <slow/job.xml | grep -qF "<pipeline>" || fail "there is no job"
    grep -qF "$1" slow/job.xml || fail "the job is $(cat slow/job.xml), without $1"
}
ended() {
    wait "$desktop_pid" || fail "the desktop ended with status $?: $(cat "$work/desktop.out")"
    desktop_pid=
}

start_slow slow/job.xml
shown "label:Opening…" 5
shown "list item:Crop, done..."

# What is changed while the job is written is not saved by that.
click "list item:Crop, done..."
switch "switched off"
key ctrl+s
shown "label:Saving…" 5
switch done
holds "$on" # as it was, until all of it is there
gone "label:Saving…"
holds "$off"
shown "frame:• job.xml"

# Closed while it is saved, the window waits for that, and asks nothing.
key ctrl+s ctrl+w
shown "label:Saving, then closing…" 5
screenshot closing
ended
holds "$on"

# Closed and told to save, too.
start_slow slow/job.xml
shown "list item:Crop, done..."
click "list item:Crop, done..."
switch "switched off"
key ctrl+w
press "push button:Save Save" # and not that of the window
ended
holds "$off"

# What a crash left is looked for, brought back and kept again meanwhile.
start_slow slow/job.xml
shown "list item:Crop, switched off"
click "list item:Crop, switched off"
switch done
sleep 6
kill -9 "$desktop_pid"
wait "$desktop_pid" 2>/dev/null || true
start_slow
shown "Bring back unsaved work?"
press "push button:Bring back..."
sleep 1
shown "frame:• job.xml"
shown "list item:Crop, done..."
key ctrl+s
gone "label:Saving…"
shown "frame:job.xml"
holds "$on"
sleep 4 # and then nothing is kept of it
stop
[ -z "$(find slow/state -name '*.job')" ] || fail "work that is saved is kept"
no_stalls
