#!/bin/bash
# Whatever can be acted on has a name and a role that a screen reader can say, in every state of the
# window; and all of it is seen in a window of 800 x 600, one side at a time.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1

audit() { # audit STATE
    "$bin/accessible" audit >"nameless.$1" || fail "$1: without a name or a role: $(cat "nameless.$1")"
    fits "$1"
}

start
shown "Drop a folder of slices here"
audit start
resize 800 600
fits start
stop

start slices
shown "How large is it?"
resize 800 600
audit asked
type_into "text:Spacing, along x" 6
type_into "text:Spacing, from slice to slice" 6
press "Use this spacing"
shown "image:Axial slice..."
audit slices
gone "push button:3D"
press "Brightness, opacity and surfaces"
shown "push button:3D"
gone "push button:Add step"
audit looks

# The panel of every operation: each kind of control.
cat >panels.xml <<'JOB'
<lamina version="1">
  <input path="slices" spacing="6 6 6"/>
  <pipeline>
    <crop box="0 20 0 20 0 20"/>
    <resample spacing="12"/>
    <smooth/>
    <threshold lower="10"/>
    <branch id="skin">
      <contour/>
      <decimate/>
      <save path="skin.stl" require="closed"/>
    </branch>
    <render path="picture.png" show="main skin"/>
  </pipeline>
</lamina>
JOB
stop discard
start panels.xml
shown "list item:Contour, done..." 60
audit wide
resize 800 600
go_to "list item:..." # of the steps
for step in {0..10}; do
    audit "panel-$step"
    key Down
done
press "Slices"
sleep 0.5
audit table
press "Steps"
key ctrl+e
shown "Keep as a step of the job"
audit export
key Escape
sleep 1
key ctrl+question
shown "Stop what is running"
audit shortcuts
key Escape
sleep 1
stop

# While something runs.
printf '<lamina version="1"><input path="%s"/><pipeline><resample spacing="0.17"/></pipeline></lamina>\n' $scan >long.xml
start long.xml
shown "list item:Resample, running..." 60
audit running
stop
no_stalls
