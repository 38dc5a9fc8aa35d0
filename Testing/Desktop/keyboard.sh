#!/bin/bash
# From a folder of slices to a saved job without a pointer: opened, its spacing typed, steps added,
# changed, moved and deleted, slices and 3D looked at, a surface exported.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1

start
shown "Drop a folder of slices here"
key ctrl+o
shown "Open a folder of slices"
write "$work/slices"
key Return
sleep 1

shown "How large is it?"
go_to "text:Spacing, along x"
write 6
key Tab Tab
write 6
key Return
shown "image:Axial slice 16 of 30"

# A step is added, changed, duplicated, moved, switched off and on, deleted, and that undone.
key alt+2
shown "tree table:Slices"
key alt+1
has_focus "list item:Input, done..."
key Insert
sleep 0.5
key Escape # leaves the list
sleep 0.5
has_focus "push button:Add step"
key Return
sleep 0.5
write smooth
key Return
shown "list item:Smooth, done..."
sleep 0.5
has_focus "list item:Smooth..."
key F6
go_to "text:Sigma" # in the panel of the step
key ctrl+a
write 2
shown "label:sigma 2"
key alt+2 alt+1
has_focus "list item:Smooth..."
key ctrl+d
shown "list item:Smooth, done..."
key ctrl+t
shown "list item:Smooth, switched off"
key alt+Up Delete
gone "list item:Smooth, switched off"
shown "label:Smooth was deleted"
key ctrl+z
gone "label:Smooth was deleted" # for now the button would undo something else
shown "list item:Smooth, switched off"
key Delete # undo selects what came back
gone "list item:Smooth, switched off"
key Menu
shown "menu item:Add a surface of it"
key Escape
sleep 0.5

# A crop, whose box is moved in the slice.
key Insert
write crop
key Return
shown "list item:Crop, done, 30..."
key ctrl+4
go_to "image:Axial slice 16 of 30" F6
key ctrl+Left ctrl+Left ctrl+Left
shown "list item:Crop, done, 27..."
key ctrl+shift+Down
shown "list item:Crop, done, 27 × 35..."

# Another slice, another view, the measuring line, and all views again.
key ctrl+1 Page_Down
shown "image:Axial slice 17 of 30"
key plus shift+Left 0 Return
gone "image:Coronal slice..."
key Escape
shown "image:Coronal slice..."
key ctrl+3 Right Right Right Escape ctrl+1
go_to "image:Volume, seen from the front..."
key 4
shown "image:Volume, seen from the left"
key Right
key shift+Left plus minus 0
key Menu
shown "menu item:Clipping box"
key Escape
sleep 0.5

# A surface of it, exported; then the job is saved.
key alt+2 alt+1
has_focus "list item:Crop, done..."
key Menu
sleep 0.5
key Up Return
shown "list item:Contour, done..." 30
shown "list item:Smooth surface, done..." 30
key ctrl+e
shown "Keep as a step of the job"
sleep 0.5
key ctrl+a
write skin.stl
key Return
sleep 1
shown "Written into..." 30
[ -s skin.stl ] || fail "no surface was written"
save_as job.xml
branch='<branch id="surface"><contour value="otsu" close="true"/><smooth-mesh/><save path="skin.stl"/></branch>'
saved "<smooth sigma=\"2\"/><crop box=\"0 26 1 35 0 29\"/>$branch"
stop
no_stalls
