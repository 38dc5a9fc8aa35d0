#!/bin/bash
# The box of `unplot` by hand, in a figure: what was found lies around the coloured image, and the
# job has the very pixels that an edge, a corner and the whole are pulled to.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2034,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cp -r "$source/Data/Samples/oct-plots" "$work/figures"
cd "$work"
not_sanitized
echo '<lamina version="1"><input path="figures" spacing="0.01 0.4"/><pipeline><unplot/></pipeline></lamina>' >job.xml

# The edges of all that is coloured beside the colour bar, by its chroma.
read -r width height west north < <(convert figures/bscan_6.jpg -crop 900x840+0+0 +repage -colorspace HCL \
    -channel G -separate +channel -threshold 40% -morphology Open Square:3 -format '%@\n' info: | tr 'x+' '  ')
east=$((west + width)) south=$((north + height))

start job.xml
shown "list item:Figures to numbers, done..." 60
press "Box of the step"
screenshot found

# pulled EDGES X Y PIXELS-RIGHT PIXELS-DOWN: from there, in pixels of the figure, these edges move as
# far. What was found is within two pixels of what is coloured; from then on all is exact.
near() {
    local by=$(($1 - $2))
    [ "${by#-}" -le 2 ] || fail "found at $1, coloured from or to $2"
}
pulled() {
    local x y edge
    shown "list item:Figures to numbers, done..." 60
    sleep 1 # until the progress has slid away
    look_into "image:Figure 6 of 10..." 1120 840
    read -r x y < <(spot "$2" "$3")
    pull "$x" "$y" "$4" "$5"
    for edge in $1; do
        case $edge in
        west | east) printf -v "$edge" %.0f "$(awk "BEGIN { print ${!edge} + $4 / $(scale) }")" ;;
        *) printf -v "$edge" %.0f "$(awk "BEGIN { print ${!edge} + $5 / $(scale) }")" ;;
        esac
    done
}
box() { echo "$west $((east - 1)) $north $((south - 1))"; }

pulled west "$west" $(((north + south) / 2)) 40 0
key ctrl+s
sleep 1
read -r a b c d < <(sed -n 's/.*<unplot box="\([^"]*\)".*/\1/p' job.xml)
near "$a" "$west" && near $((b + 1)) "$east" && near "$c" "$north" && near $((d + 1)) "$south"
west=$a east=$((b + 1)) north=$c south=$((d + 1))
pulled "east south" "$east" "$south" -60 -35
saved "<unplot box=\"$(box)\"/>"
pulled "west east north south" $(((west + east) / 2)) $(((north + south) / 2)) 25 15
saved "<unplot box=\"$(box)\"/>"
screenshot pulled
key ctrl+z ctrl+z ctrl+z
saved "<unplot/>"
stop
no_stalls
