#!/bin/bash
# The table of slices by hand: some left out and taken again, a part, every second, in reverse; what
# each plane then holds and where it stands is known beforehand, and every change is undone.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

# Slice k is grey, 20 + k * k, at (4 k) mm.
mkdir slices
for k in {0..11}; do
    convert -size 64x48 "xc:rgb($((20 + k * k)),$((20 + k * k)),$((20 + k * k)))" -fill black \
        -draw "rectangle 0,0 9,9" -colorspace gray -depth 8 "slices/s$(printf %03d "$k").png"
done
whole='path="slices" spacing="2 3 4"'
echo "<lamina version=\"1\"><input $whole/><pipeline/></lamina>" >job.xml

is_at() { shown "label:$1 at 32 24 $2, 64.0 72.0 $3.0 mm" 10; } # is_at VALUE PLANE MM
# changed ATTRIBUTES: the input is that; undone, the whole; redone, that again.
changed() {
    saved_input "$whole $1"
    key ctrl+z
    saved_input "$whole"
    shown "label:PNG · 64 × 48 × 12 · 128 × 144 × 48 mm" 10
    key ctrl+shift+z
    saved_input "$whole $1"
}
back() {
    key ctrl+z
    saved_input "$whole"
    shown "label:PNG · 64 × 48 × 12..." 10
}

start job.xml
shown "image:Axial slice 7 of 12" 30
press "Slices"
shown "table cell:s011.png"

# A click shows the slice. Left out, its plane is what lies between; its picture can still be seen.
click "table cell:s004.png"
shown "image:Axial slice 5 of 12"
is_at 36 4 16
choose "push button:Leave out" "Fill the gap from the slices beside it"
is_at 37 4 16
changed 'skip="s004.png" gaps="fill"'
is_at 37 4 16
click "table cell:s004.png"
shown "image:s004.png, left out"
shown "label:36 at pixel 32 24"
screenshot left-out
xdotool mousemove 600 200 click 5
shown "image:Axial slice 5 of 12"
click "table cell:s004.png"
click "push button:Take again"
saved_input "$whole"
is_at 36 4 16

# Two at once; the others move up.
click "table cell:s005.png"
xdotool keydown ctrl
click "table cell:s007.png"
xdotool keyup ctrl
choose "push button:Leave out" "Close the gap"
changed 'skip="s005.png;s007.png" gaps="close"'
click "table cell:s008.png"
is_at 84 6 24
screenshot closed
back

# A part, of it every second, in reverse: where a slice stands does not change but by reversing,
# which turns round the whole, slice k to (44 - 4 k) mm.
click "table cell:s002.png"
xdotool keydown shift
click "table cell:s008.png"
xdotool keyup shift
click "push button:Only these"
saved_input "$whole slices=\"2 8\""
pick "combo box:Which slices to take" 1
saved_input "$whole slices=\"2 8 2\""
click "table cell:s006.png"
is_at 56 2 24
click "check box:Reversed"
saved_input "$whole slices=\"2 8 2\" reverse=\"true\""
click "table cell:s006.png"
is_at 56 1 20
screenshot reversed
click "check box:Reversed"
saved_input "$whole slices=\"2 8 2\""
pick "combo box:Which slices to take" 0
saved_input "$whole slices=\"2 8\""
click "push button:All"
saved_input "$whole"

# Every third of all.
pick "combo box:Which slices to take" 2
changed 'slices="0 11 3"'
click "table cell:s009.png"
is_at 101 3 36
back
stop
no_stalls
