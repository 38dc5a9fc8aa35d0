#!/bin/bash
# Measuring and pointing by hand in all three views of an oblique volume with voxels of 2 x 3 x 5 mm:
# lengths in mm, the voxel and its place in the world under the crosshair, whole, zoomed and moved.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2034,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

# Turned about z so that the cosine is 0.96, the sine 0.28.
volume_of head.nrrd "50 40 30" "(1.92,0.56,0) (-0.84,2.88,0) (0,0,5)" "(10,-20,30)"
echo '<lamina version="1"><input path="head.nrrd"/><pipeline/></lamina>' >job.xml

declare -A at=([x]=25 [y]=20 [z]=15)                     # the crosshair, voxels
declare -A mm=([x]=2 [y]=3 [z]=5) size=([x]=50 [y]=40 [z]=30)
declare -A across=([Axial]="x y 0" [Coronal]="x z 1" [Sagittal]="y z 1") # down backwards
into() {
    name=$1
    read -r r d back <<<"${across[$name]}"
    look_into "image:$name slice..." $((size[$r] * mm[$r])) $((size[$d] * mm[$d]))
}
voxel() { # voxel R D: the pixel of its middle, voxels along the axes
    local down_to=$2
    [ "$back" = 0 ] || down_to=$((size[$d] - 1 - $2))
    spot "$(awk "BEGIN { print ($1 + 0.5) * ${mm[$r]} }")" "$(awk "BEGIN { print ($down_to + 0.5) * ${mm[$d]} }")"
}
# measured R D TO-R TO-D: what a line between these voxels is said to measure, but for half a pixel
# at each end.
measured() {
    local x0 y0 x1 y1 words
    read -r x0 y0 < <(voxel "$1" "$2")
    read -r x1 y1 < <(voxel "$3" "$4")
    pull "$x0" "$y0" $((x1 - x0)) $((y1 - y0))
    words=$(text_of "$view")
    awk -v words="$words" -v a="$((($3 - $1) * mm[$r]))" -v b="$((($4 - $2) * mm[$d]))" -v s="$(scale)" 'BEGIN {
        split(words, w, " "); off = w[2] - sqrt(a * a + b * b)
        exit !(words ~ /^Measured: [0-9.]+ mm$/ && off < 1.1 / s && off > -1.1 / s) }' ||
        fail "$name: $1 $2 to $3 $4 is \"$words\""
}
# points R D: all three views go there, and say its value and its place in the world.
points() {
    local x y place value
    read -r x y < <(voxel "$1" "$2")
    at[$r]=$1 at[$d]=$2
    xdotool mousemove "$x" "$y" click 1 mousemove 800 20
    place=$(awk -v i="${at[x]}" -v j="${at[y]}" -v k="${at[z]}" 'BEGIN {
        printf "%.1f %.1f %.1f", 10 + 1.92 * i - 0.84 * j, -20 + 0.56 * i + 2.88 * j, 30 + 5 * k }')
    value=$(((7 * at[x] + 11 * at[y] + 13 * at[z]) % 251))
    shown "image:Sagittal slice $((at[x] + 1)) of 50" 5
    shown "image:Coronal slice $((at[y] + 1)) of 40" 5
    shown "image:Axial slice $((at[z] + 1)) of 30" 5
    [ "$("$bin/accessible" tree | grep -c "label:$value at ${at[x]} ${at[y]} ${at[z]}, $place mm$")" = 3 ] ||
        fail "$name: not all views say $value at ${at[x]} ${at[y]} ${at[z]}, $place mm"
}

start job.xml
for name in Axial Coronal Sagittal; do
    key ctrl+1
    into "$name"
    points 12 9
    points 33 21
    key ctrl+3
    measured 5 7 25 7
    measured 10 5 10 24
    measured 8 6 28 25
    key 0 Escape
done
screenshot measured

# Zoomed about the crosshair of the last, and moved.
key ctrl+1
read -r x y < <(voxel 20 14)
xdotool mousemove "$x" "$y"
for i in 1 2 3 4; do xdotool keydown ctrl click 4 keyup ctrl sleep 0.1; done
zoom=$(awk 'BEGIN { print 1.25 ^ 4 }')
read -r right down < <(awk -v z="$zoom" -v x="$((x - view_x))" -v y="$((y - view_y))" -v w="$view_w" \
    -v h="$view_h" 'BEGIN { print (1 - z) * (x - w / 2), (1 - z) * (y - h / 2) }')
pull "$x" "$y" -23 11 2
right=$(awk "BEGIN { print $right - 23 }") down=$(awk "BEGIN { print $down + 11 }")
points 23 16
points 18 12
key ctrl+3
measured 16 12 22 17
screenshot zoomed
stop
no_stalls
