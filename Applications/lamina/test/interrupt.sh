#!/bin/bash
# Ctrl-C at any moment of a run: it ends within a second and leaves no file behind.
#     interrupt.sh FOLDER-OF-THE-PROGRAMS
set -euo pipefail
set -m # else what runs in the background is not interrupted by SIGINT
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$bin/make-slices" in.nrrd size=160,160,160 type=uint16 content=noise
bad=0 interrupted=0

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# interrupt SIGNAL SECONDS WORD...: runs a job of these words and, so long after its first sign of
# progress, sends the signal.
interrupt() {
    local signal=$1 after=$2 status=0 pid began took left
    shift 2
    mkdir out
    : >err
    "$bin/lamina" "do" in.nrrd "$@" --output-dir out --progress json 2>err >/dev/null &
    pid=$!
    until [ -s err ]; do sleep 0.01; done
    sleep "$after"
    began=$(milliseconds)
    kill -"$signal" $pid 2>/dev/null || true
    wait $pid || status=$?
    took=$(($(milliseconds) - began))
    left=$(find out -type f | wc -l)
    rm -r out
    [ $status -ne 0 ] || return 0 # it was done before the signal came
    interrupted=$((interrupted + 1))
    if [ $status -ne 130 ] || [ $took -ge 1000 ] || [ "$left" -ne 0 ] || ! grep -q interrupted err; then
        echo "$signal after $after s of $*: status $status, $took ms, $left files left"
        cat err
        bad=1
    fi
}

for after in 0 0.1 0.4; do
    interrupt INT $after smooth method=median radius=3 : save path=a.nrrd
    interrupt TERM $after resample spacing=0.5 : save path=a.nii.gz
    interrupt HUP $after contour value=1000 : decimate keep=0.1 : save path=a.stl
done
echo "$interrupted of 9 runs were interrupted"
[ $bad -eq 0 ] && [ $interrupted -gt 0 ]
