#!/bin/bash
# The solid by hand: each face of the clipping box is dragged by its handle, the value of the surface on
# the histogram, the surface is hidden and shown.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=3 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
echo '<lamina version="1"><input path="slices" spacing="3 3 3"/><pipeline><contour value="60"/></pipeline></lamina>' >job.xml
start job.xml
shown "list item:Contour, done..." 30
solid="image:Volume and 1 surface..."
shown "$solid"

box() {
    local face
    for face in "From x" "To x" "From y" "To y" "From z" "To z"; do
        text_of "spin button:$face"
    done | tr '\n' ' '
}
# handles: the pixels of the screen in the middle of each, told by their colour; from the top down.
handles() {
    local x y w h
    read -r x y w h < <(where "$solid")
    xwd -silent -root | convert xwd:- -crop "${w}x$h+$((x - w / 2))+$((y - h / 2))" +repage -fill black +opaque '#3380E6' \
        -fill white -opaque '#3380E6' -define connected-components:verbose=true \
        -define connected-components:area-threshold=9 -connected-components 8 null: |
        awk -F '[ ,]+' -v x=$((x - w / 2)) -v y=$((y - h / 2)) \
            '/\(255/ { printf "%.0f %.0f\n", $5 + y, $4 + x }' | sort -n | awk '{ print $2, $1 }'
}

# The face on top, dragged down, cuts off slices from above, and nothing else.
press "check box:Clipping box"
shown "spin button:To z"
sleep 1
[ "$(box)" = "0 60 0 72 0 60 " ] || fail "the box begins as $(box)"
read -r x y < <(handles)
xdotool mousemove "$x" "$y" mousedown 1
for i in 1 2 3 4 5 6; do
    xdotool mousemove "$x" $((y + 15 * i))
    sleep 0.05
done
xdotool mouseup 1
sleep 0.5
to_z=$(text_of "spin button:To z")
[ "$(box)" = "0 60 0 72 0 $to_z " ] || fail "after its upper face was dragged the box is $(box)"
[ "$to_z" -lt 55 ] || fail "the upper face was dragged only to $to_z"
screenshot clipped

# Every face, towards the middle of all: that number and no other, until each was dragged.
moved=()
read -ra before <<<"$(box)"
for try in {0..11}; do
    mapfile -t all < <(handles)
    [ "${#all[@]}" = 6 ] || fail "${#all[@]} handles are seen"
    read -r x y <<<"${all[try % 6]}"
    read -r right down < <(printf '%s\n' "${all[@]}" | awk -v x="$x" -v y="$y" '{ a += $1 / 6; b += $2 / 6 }
        END { a -= x; b -= y; l = sqrt(a * a + b * b); printf "%.0f %.0f\n", a / l * 40, b / l * 40 }')
    pull "$x" "$y" "$right" "$down"
    sleep 0.5
    read -ra after <<<"$(box)"
    changed=0
    for face in {0..5}; do
        [ "${after[face]}" = "${before[face]}" ] && continue
        changed=$((changed + 1))
        [ $(((after[face] - before[face]) * (face % 2 ? -1 : 1))) -gt 0 ] || fail "face $face went outwards"
        moved[face]=yes
    done
    [ "$changed" = 1 ] || fail "$changed faces moved: ${before[*]}, then ${after[*]}"
    before=("${after[@]}")
    [ "${#moved[@]}" = 6 ] && break
done
[ "${#moved[@]}" = 6 ] || fail "only the faces ${!moved[*]} were dragged"
screenshot all-faces
press "check box:Clipping box"

# Hidden, and shown again.
press "push button:Show Contour"
shown "image:Volume, seen from..."
press "push button:Show Contour"
shown "$solid"

# The line of the value, dragged to the right: the step has that value, and the surface is new.
read -r x y < <(place "image:Histogram of values..." 26 50)
xdotool mousemove "$x" "$y" mousedown 1
for i in 1 2 3 4 5 6; do
    xdotool mousemove $((x + 10 * i)) "$y"
    sleep 0.05
done
xdotool mouseup 1
shown "list item:Contour, done..." 20
value=$("$bin/accessible" tree | sed -n 's/^ *label:Surface at \(.*\)$/\1/p')
awk -v value="$value" 'BEGIN { exit !(value > 70) }' || fail "the surface is at $value"
saved "<contour value=\"$value\"/>"
stop
no_stalls
