#!/bin/bash
# The pictures of the desktop in README.md and Utilities/docs/desktop.md, drawn by the desktop itself
# in a virtual display. Run by `cmake --build build/release --target screenshots`.
#     screenshots.sh BIN-FOLDER
set -euo pipefail
bin=$1 docs=$(cd "$(dirname "$0")" && pwd) source=$(cd "$(dirname "$0")/../.." && pwd)
scan=/usr/share/mricron/templates/ch2.nii.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_RUNTIME_DIR=$work GDK_BACKEND=x11 GSK_RENDERER=cairo LC_ALL=C.UTF-8

# draw NAME JOB: the window with this job.
draw() {
    (cd "$work" && xvfb-run -a -s "-screen 0 1600x1000x24" dbus-run-session -- \
        "$bin/lamina-desktop" --screenshot "$docs/desktop-$1.png" "$2" 2>/dev/null)
}

# Ten figures.
cp -r "$source"/Data/Samples/oct-plots{,.xml} "$work"
draw figures "$work/oct-plots.xml"

# A scanner's slices, to a surface: written as someone would make it in the window.
"$bin/lamina" "do" $scan flip axis="x y" keep=world : save path="$work/slices/%03d.png" >/dev/null 2>&1
echo '<lamina version="1"><input path="slices"/><pipeline/></lamina>' >"$work/first.xml"
draw first first.xml
cat >"$work/skull.xml" <<'JOB'
<lamina version="1">
  <input path="slices" spacing="1 1 1"/>
  <pipeline>
    <crop box="0 180 0 216 20 180"/>
    <branch id="skin">
      <smooth sigma="1"/>
      <contour value="otsu" close="true"/>
      <smooth-mesh/>
      <save path="skin.stl" require="closed manifold"/>
    </branch>
  </pipeline>
</lamina>
JOB
draw slices "$work/skull.xml"

# A protocol for many specimens: the job of the command line, opened.
cp "$source/Data/Samples/head.xml" "$work/protocol.xml"
draw protocol "$work/protocol.xml"
