#!/bin/bash
# Ten figures of an OCT scan: recognised as plots, taken back to numbers, the surface found; the
# same solid as from the command line.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cp -r "$source/Data/Samples/oct-plots" "$work/figures"
cd "$work"

start figures
shown "Plots, not slices" 30
shown "image:Figure 1 of 10"
screenshot first
press "Recover the numbers"
shown "list item:Figures to numbers..."
type_into "text:Spacing, along x" 0.01
type_into "text:Spacing, from slice to slice" 0.4
shown "label:A plot shows 500 × 350 samples: the volume measures 5 × 3.5 × 4 mm."
press "Use this spacing"
shown "list item:Figures to numbers, done, 500 × 350 × 10..." 60

# The found box is drawn on a figure, and can be adjusted.
click "list item:Figures to numbers, done, 500 × 350 × 10..."
press "Box of the step"
sleep 1
screenshot box
press "Crosshair"

# The figures themselves have pixels, and no sides.
click "list item:Input, done..."
shown "image:Figure 1 of 10"
shown "image:Figures have no sides..."
click "list item:Figures to numbers, done, 500 × 350 × 10..."

click "push button:Add step"
write "first surface"
key Return
shown "list item:First surface, done..." 60
press "check box:Solid"
sleep 1
shown "list item:First surface, done..." 60
screenshot surface

click "push button:Export…"
shown "Keep as a step of the job"
press "push button:Export"
sleep 1
shown "Written into..." 60
save_as job.xml
same_surface
"$bin/lamina" measure again/surface.stl --json >measured.json
grep -q '"closed" *: *true' measured.json || fail "not closed"
stop
no_stalls
