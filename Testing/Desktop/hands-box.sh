#!/bin/bash
# The box of a crop by hand: edges, corners and the whole, in all three views of a volume whose axes
# run crosswise and backwards, with voxels of 4 x 2 x 3 mm, whole and zoomed; the job has the very
# voxels that the pixels say.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2034,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

# i runs down to the feet, j to the left, k to the front.
volume_of head.nrrd "30 60 48" "(0,0,-4) (2,0,0) (0,-3,0)"
faces=(5 25 10 50 8 40) # lower and upper of i, j, k
box() { echo "${faces[0]} $((faces[1] - 1)) ${faces[2]} $((faces[3] - 1)) ${faces[4]} $((faces[5] - 1))"; }
echo "<lamina version=\"1\"><input path=\"head.nrrd\"/><pipeline><crop box=\"$(box)\"/></pipeline></lamina>" >job.xml

# Of a view: what runs to the right and down, as the first of two faces; voxels, mm, whether backwards.
axial="2 60 2 0 4 48 3 1" coronal="2 60 2 0 0 30 4 0" sagittal="4 48 3 1 0 30 4 0"
into() {
    read -r r r_size r_mm r_back d d_size d_mm d_back <<<"${!1}"
    look_into "image:${1^}..." $((r_size * r_mm)) $((d_size * d_mm))
}
# side FACE SIZE MM BACK: mm from the left or the top.
side() { echo $((($4 ? $2 - faces[$1] : faces[$1]) * $3)); }
left() { side $((r + r_back)) "$r_size" "$r_mm" "$r_back"; }
rightmost() { side $((r + 1 - r_back)) "$r_size" "$r_mm" "$r_back"; }
top() { side $((d + d_back)) "$d_size" "$d_mm" "$d_back"; }
bottom() { side $((d + 1 - d_back)) "$d_size" "$d_mm" "$d_back"; }
# voxels PIXELS MM BACK: how far that is.
voxels() { awk -v p="$1" -v s="$(scale)" -v mm="$2" -v back="$3" 'BEGIN { printf "%.0f", (back ? -p : p) / (s * mm) }'; }
# grip "FACE..." X Y PIXELS-RIGHT PIXELS-DOWN: pulled from there (mm, and 3 pixels beside), these
# faces move and no other.
grip() {
    local x y face by
    read -r x y < <(spot "$2" "$3")
    pull $((x + 3)) $((y - 3)) "$4" "$5"
    for face in $1; do
        case $((face / 2)) in
        $((r / 2))) by=$(voxels "$4" "$r_mm" "$r_back") ;;
        *) by=$(voxels "$5" "$d_mm" "$d_back") ;;
        esac
        faces[face]=$((faces[face] + by))
    done
    saved "<crop box=\"$(box)\"/>"
}
middle() { echo $((($1 + $2) / 2)); }

start job.xml
shown "list item:Crop, done..." 30
press "Box of the step"
for name in axial coronal sagittal; do
    into "$name"
    grip "$((r + 1 - r_back))" "$(rightmost)" "$(middle "$(top)" "$(bottom)")" -35 0
    grip "$((r + r_back)) $((d + d_back))" "$(left)" "$(top)" 22 17
    grip "$r $((r + 1)) $d $((d + 1))" "$(middle "$(left)" "$(rightmost)")" "$(middle "$(top)" "$(bottom)")" 13 -11
done
screenshot boxes

# Zoomed about the middle and moved.
into coronal
read -r x y < <(spot $((wide / 2)) $((high / 2)))
xdotool mousemove "$x" "$y"
refocus
for i in 1 2 3; do xdotool keydown ctrl click 4 keyup ctrl sleep 0.1; done
zoom=$(awk 'BEGIN { print 1.25 ^ 3 }')
read -r right down < <(awk -v z="$zoom" -v x="$((x - view_x))" -v y="$((y - view_y))" -v w="$view_w" \
    -v h="$view_h" 'BEGIN { print (1 - z) * (x - w / 2), (1 - z) * (y - h / 2) }')
pull "$x" "$y" 31 -17 2
right=$(awk "BEGIN { print $right + 31 }") down=$(awk "BEGIN { print $down - 17 }")
screenshot zoomed
grip "$((r + r_back))" "$(left)" "$(middle "$(top)" "$(bottom)")" -29 0
grip "$((r + 1 - r_back)) $((d + 1 - d_back))" "$(rightmost)" "$(bottom)" 19 -21
# Measured, and all shown again: a box takes no less than before.
key ctrl+3
pull "$x" "$y" 60 40
key 0 Escape ctrl+4
into coronal
grip "$((r + r_back))" "$(left)" "$(middle "$(top)" "$(bottom)")" 35 0
grip "$((r + r_back))" "$(left)" "$(middle "$(top)" "$(bottom)")" -35 0

# Beyond the volume there is nothing; undo takes back one drag at a time.
before=$(box)
read -r x y < <(spot "$(rightmost)" "$(middle "$(top)" "$(bottom)")")
pull "$x" "$y" 400 0
faces[r + 1 - r_back]=$((r_back ? 0 : r_size))
saved "<crop box=\"$(box)\"/>"
key ctrl+z
saved "<crop box=\"$before\"/>"
stop
no_stalls
