#!/bin/bash
# Exporting and saving onto a disk that is full, or read-only, or into a file as if it were a folder: it
# is told in the words of the command line, with a way out; what was there stays, nothing half-written
# is left, and the job has no step for what was not written.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164

# A disk of its own, which nobody else sees.
if [ -z "${LAMINA_OWN_DISK:-}" ]; then
    unshare -rm true 2>/dev/null || exit 77
    LAMINA_OWN_DISK=1 exec unshare -rm "$0" "$@"
fi
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

volume_of head.nrrd "40 60 50" "(1,0,0) (0,1,0) (0,0,1)"
mkdir disk
mount -t tmpfs -o size=16k none disk
echo old >disk/volume.nrrd
pipeline='<smooth sigma="1"/>'
job() { echo "<lamina version=\"1\"><input path=\"$work/head.nrrd\"/><pipeline>$pipeline${1:-}</pipeline></lamina>"; }
job >disk/job.xml
# What is on the disk: nothing but that.
untouched() {
    [ "$(cat disk/volume.nrrd)" = old ] || fail "the old volume is gone"
    [ "$(ls -A disk)" = "$(printf 'job.xml\nvolume.nrrd')" ] || fail "left behind: $(ls -A disk)"
}
# refused_like_run PATH: as `lamina run` refuses to write there.
refused_like_run() {
    local words
    job "<save path=\"$1\"/>" >again.xml
    words=$("$bin/lamina" run again.xml --output-dir disk 2>&1 >/dev/null | sed -n 's/^lamina: again.xml:1: //p') || true
    case $words in *"; "*"somewhere else") ;; *) fail "lamina run: $words" ;; esac
    shown "label:$work/disk/job.xml: $words"
    untouched
}
export_to() {
    mark "export $1"
    key ctrl+e
    shown "Keep as a step of the job"
    key ctrl+a
    write "$1"
    key Return
    sleep 1
    refocus
}
start disk/job.xml
shown "list item:Smooth, done..." 30
export_to volume.nrrd # 13 kB onto the 8 that are left
refused_like_run volume.nrrd
export_to job.xml/volume.nrrd
refused_like_run job.xml/volume.nrrd
gone "list item:Save..."
screenshot full

# The job itself: not while there is no room, and then it is.
key alt+1 ctrl+d
shown "frame:• job.xml"
head -c 8192 /dev/zero >disk/.filling
cp disk/job.xml before.xml
key ctrl+s
shown "label:$work/disk/job.xml cannot be written: No space left on device; make room there, or write it somewhere else"
shown "frame:• job.xml"
rm disk/.filling
cmp disk/job.xml before.xml || fail "half a job was written"
untouched
key ctrl+s
gone "label:$work/disk/job.xml cannot be written..."
shown "frame:job.xml"
untouched

mount -o remount,ro disk
export_to volume.nrrd
refused_like_run volume.nrrd
gone "list item:Save..."
key ctrl+z
# Closing asks, and does not close on what could not be saved.
key ctrl+w
press "push button:Save Save"
sleep 1
refocus
shown "label:$work/disk/job.xml cannot be written: Read-only..."
screenshot read-only
mount -o remount,rw disk
key ctrl+s
shown "frame:job.xml"
stop
no_stalls
