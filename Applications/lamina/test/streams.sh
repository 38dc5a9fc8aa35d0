#!/bin/bash
# What becomes of a run whose output nobody takes, or whose terminal goes away.
#     streams.sh FOLDER-OF-THE-PROGRAMS
set -uo pipefail
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
"$bin/make-slices" in.nrrd size=96,96,96 type=uint16 content=noise || exit 1
bad=0
expect() { # expect WHAT WANTED GOT
    [ "$2" = "$3" ] || { echo "$1: $3, not $2"; bad=1; }
}

"$bin/lamina" ops --json 2>err | head -c 1 >/dev/null
expect "a reader that had enough" 0 "${PIPESTATUS[0]}"
expect "and what is said of it" "" "$(cat err)"

"$bin/lamina" ops --json 2>err >/dev/full
expect "a full disk behind standard output" 1 $?
grep -q 'standard output' err || { echo "the full disk is not named: $(cat err)"; bad=1; }

"$bin/lamina" "do" in.nrrd save path=a.nrrd --progress slicer 2>err | true
expect "a run whose reader went away" 0 "${PIPESTATUS[0]}"
[ -s a.nrrd ] || { echo "its file is missing: $(cat err)"; bad=1; }

nohup "$bin/lamina" "do" in.nrrd smooth method=median radius=2 : save path=b.nrrd --progress none \
    >/dev/null 2>&1 &
sleep 0.3
kill -HUP $! 2>/dev/null
wait $!
expect "a run under nohup that is hung up on" 0 $?
[ -s b.nrrd ] || { echo "its file is missing"; bad=1; }
exit $bad
