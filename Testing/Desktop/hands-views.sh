#!/bin/bash
# The views by hand: each fills the window on a double click, and gives it back; the crosshair is one
# for all slices; scrolling goes through them; the 3D view turns.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=3 : cast type=uint8 : save path="$work/head.nii" >/dev/null 2>&1
start head.nii
shown "image:Volume, seen from the front and the left" 30
shown "image:Axial slice 31 of 60"

double_click() {
    local x y
    read -r x y < <(place "$1" 70 30)
    xdotool mousemove "$x" "$y" click --repeat 2 --delay 50 1
    sleep 0.8
}
width_of() { where "$1" | cut -d' ' -f3; }
for view in Axial Coronal Sagittal Volume; do
    before=$(width_of "image:$view...")
    double_click "image:$view..."
    [ "$(width_of "image:$view...")" -gt $((2 * before - 10)) ] || fail "$view does not fill the window"
    double_click "image:$view..."
    [ "$(width_of "image:$view...")" = "$before" ] || fail "$view does not go back"
done

# What is pointed at in one slice is where the others are, by voxels and by millimetres.
read -r x y < <(place "image:Axial..." 40 60)
xdotool mousemove "$x" "$y" click 1 mousemove 800 20
sleep 0.5
"$bin/accessible" tree | sed -n 's/^ *label:\(.* at .* mm\)$/\1/p' | sort -u >places
[ "$(wc -l <places)" = 1 ] || fail "the slices do not agree: $(cat places)"
read -r i j k < <(sed 's/.* at \([0-9]* [0-9]* [0-9]*\),.*/\1/' places)
shown "image:Sagittal slice $((i + 1)) of 60"
shown "image:Coronal slice $((j + 1)) of 72"
shown "image:Axial slice $((k + 1)) of 60"

# Three notches are three slices.
xdotool mousemove "$x" "$y" click --repeat 3 --delay 100 5
shown "image:Axial slice $((k + 4)) of 60"
xdotool click --repeat 3 --delay 100 4
shown "image:Axial slice $((k + 1)) of 60"

# Turned by a quarter, it is seen from another side.
drag "image:Volume..." 30 50 80 50
gone "image:Volume, seen from the front and the left" 5
shown "image:Volume, seen from..."
screenshot turned
stop
no_stalls
