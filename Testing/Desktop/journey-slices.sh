#!/bin/bash
# A folder of PNG slices: asked for their spacing, cropped by dragging, contoured, exported, saved;
# `lamina run` on the saved job writes the very same surface.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=3 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
cd "$work"

start slices
# The slices are seen before anybody says how large they are, as the pictures that they are, and
# nothing is said of millimetres.
shown "How large is it?"
shown "image:Slice 31 of 60"
shown "label:Type the spacing to see it in 3D"
shown "image:Type the spacing to see it from this side"
screenshot first
read -r _ _ width height < <(where "image:Slice 31 of 60")
convert slices/s030.png -filter point -resize "${width}x$height" -background "#0d0d0d" -gravity center \
    -extent "${width}x$height" slice.png
looks_like "image:Slice 31 of 60" slice.png
"$bin/accessible" tree >tree.txt
grep -q "label:82 at pixel 30 36$" tree.txt || fail "no value in pixels"
scroll "image:Slice 31 of 60" 4
shown "image:Slice 35 of 60" 5
press "Slices"
click "table cell:s030.png"
shown "image:Slice 31 of 60" 5
press "Steps"
type_into "text:Spacing, along x" 3
type_into "text:Spacing, along y..." 3
type_into "text:Spacing, from slice to slice" 3
shown "The volume measures 180 × 216 × 180 mm..." 5
press "Use this spacing"
shown "image:Axial slice 31 of 60"
screenshot spaced

# The 3D view shows what `render` saves.
read -r _ _ width height < <(where "image:Volume, seen...")
"$bin/lamina" do slices spacing="3 3 3" render path=rendered.png size="$width $height" \
    >run.out 2>&1 || fail "lamina do: $(cat run.out)"
looks_like "image:Volume, seen..." rendered.png

# Crop: the right side of the box, in the axial slice, is dragged inwards.
click "push button:Add step"
write crop
key Return
shown "list item:Crop, done, 60..."
press "Box of the step"
drag "image:Axial slice 31 of 60" 89 50 60 50
shown "list item:Crop, done, 3..."
screenshot cropped
key ctrl+z
shown "list item:Crop, done, 60..."
key ctrl+shift+z
shown "list item:Crop, done, 3..."

press "Surface"
shown "list item:Contour, done..." 30
shown "list item:Smooth surface, done..." 30
screenshot surface

click "push button:Export…"
shown "Keep as a step of the job"
press "push button:Export"
sleep 1 # the toolkit may end the program when it is asked for windows while one of them closes
shown "Written into..." 30
screenshot exported

save_as job.xml
screenshot saved

same_surface
cp job.xml job-saved.xml
stop

# Opened and saved again, it is the same file.
start job.xml
shown "list item:Smooth surface, done..." 30
key ctrl+s
sleep 0.5
cmp job.xml job-saved.xml || fail "a job that was not changed is saved otherwise"
stop
no_stalls
