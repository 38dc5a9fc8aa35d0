#!/bin/bash
# The histogram by hand: points of the opacity curve moved, added and removed, a preset in place of
# it and back; the values drawn black and white; the value of a surface, which follows while it is
# dragged. A saved picture, what is told and the size of the surface are what the pixels say.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

# A ramp: value 4 x at voxel x of 61 x 40 x 20, of 1 x 2 x 3 mm.
mkdir slices
convert -size 61x40 xc: -fx '4*i/255' -colorspace gray -depth 8 slices/s00.png
for k in {01..19}; do cp slices/s00.png "slices/s$k.png"; done
echo '<lamina version="1"><input path="slices" spacing="1 2 3"/><pipeline><branch id="wall"><contour value="100.2" close="true"/></branch></pipeline></lamina>' >job.xml

plot="image:Histogram of values..."
# at VALUE OPACITY: its pixel of the screen. Around the plot there are 8 pixels, and 8 for colours below.
at() {
    local x y w h
    read -r x y w h < <(where "$plot")
    awk -v x="$((x - w / 2))" -v y="$((y - h / 2))" -v w="$w" -v h="$h" -v v="$1" -v o="$2" \
        'BEGIN { printf "%.0f %.0f\n", x + 8 + v / 240 * (w - 16), y + 8 + (1 - o) * (h - 24) }'
}
# one_pixel: how much of the values, and of opacity.
one_pixel() { where "$plot" | awk '{ print 240 / ($3 - 16), 1 / ($4 - 24) }'; }
points() { "$bin/accessible" tree | sed -n 's/.*image:Histogram of values, point [0-9]* of \([0-9]*\):.*/\1/p'; }
# pictured PARAMETER: what the picture says of it that is put into the job.
pictured() {
    click "push button:Views"
    press "menu item:Add this picture to the job"
    refocus
    shown "list item:Picture..."
    key ctrl+s
    sleep 0.5
    tr -d '\n' <job.xml | sed -n 's/.*<render.* '"$1"'="\([^"]*\)".*/\1/p'
    key ctrl+z
    gone "list item:Picture..."
}
# drawn VALUE:OPACITY...: the curve of such a picture, but for a pixel.
drawn() {
    local is
    is=$(pictured curve)
    awk -v is="$is" -v was="$*" -v pixel="$(one_pixel)" 'BEGIN { split(pixel, p, " ")
        n = split(is, a, /[: ]/); m = split(was, b, /[: ]/); bad = n != m
        for (i = 1; i <= m; i++) { off = a[i] - b[i]; if (off * off > p[2 - i % 2] ^ 2) bad = 1 }
        exit bad }' || fail "the curve is \"$is\" and not \"$*\""
}
# pull_point FROM-VALUE FROM-OPACITY TO-VALUE TO-OPACITY
pull_point() {
    local x y to_x to_y
    read -r x y < <(at "$1" "$2")
    read -r to_x to_y < <(at "$3" "$4")
    pull "$x" "$y" $((to_x - x)) $((to_y - y))
}
point() { # the one that is selected: VALUE OPACITY
    "$bin/accessible" tree | sed -n 's/^ *label:Value \([-0-9.]*\), opacity \([0-9]*\) %$/\1 \2/p' |
        awk '{ print $1, $2 / 100 }'
}

start job.xml
shown "list item:Contour, done..." 30
shown "image:Volume and 1 surface..."
click "list item:Contour, done..."

# The value of the surface, dragged: it follows while the button is held, and holds what lies beyond.
holds() { # holds VALUE: mm3 beyond the plane of that value, up to the outer face, but for a pixel
    local try words
    for try in {1..40}; do
        words=$("$bin/accessible" tree | sed -n 's/^ *label:Area .* holds \(.*\) mm³$/\1/p' | tr -d ' ')
        awk -v is="$words" -v v="$1" -v pixel="$(one_pixel)" 'BEGIN { split(pixel, p, " ")
            off = is - (60.5 - v / 4) * 80 * 60; exit !(is && off ^ 2 < (p[1] / 4 * 80 * 60 + 30) ^ 2) }' && return
        sleep 0.25
    done
    fail "after $try tries the surface holds $words mm³"
}
click "list item:wall"
holds 100.2
read -r x y < <(at 100.2 0.5)
read -r to_x _ < <(at 160 0.5)
xdotool mousemove "$x" "$y" mousedown 1
for i in {1..8}; do xdotool mousemove $((x + (to_x - x) * i / 8)) "$y" sleep 0.05; done
holds 160
screenshot held
read -r to_x _ < <(at 60 0.5)
xdotool mousemove "$to_x" "$y" sleep 0.1 mouseup 1
holds 60
key ctrl+z
holds 100.2
saved '<branch id="wall"><contour value="100.2" close="true"/></branch>'

# The curve: all but two of its points are taken away, those are moved, another is added.
click "push button:3D"
click "$plot"
for i in {1..8}; do key Page_Up; done
while [ "$(points)" -gt 2 ]; do key Delete; done
key Page_Up
read -r value opacity < <(point)
pull_point "$value" "$opacity" 30 0.1
key Page_Down
read -r value opacity < <(point)
pull_point "$value" "$opacity" 200 0.9
drawn 30:0.1 200:0.9
read -r x y < <(at 120 0.3)
xdotool mousemove "$x" "$y" click --repeat 2 --delay 50 1
sleep 0.5
[ "$(points)" = 3 ] || fail "a double click gave $(points) points"
drawn 30:0.1 120:0.3 200:0.9
pull_point 120 0.3 90 0.6
pull_point 90 0.6 220 0.6 # no further than to its neighbour
drawn 30:0.1 199.76:0.6 200:0.9
screenshot drawn

# A preset takes the place of the curve, which can be taken back.
pick "combo box:How values are drawn" 1
shown "label:The preset replaced the drawn curve"
screenshot replaced
click "label:Undo"
shown "image:Histogram of values, point 2 of 3..."
drawn 30:0.1 199.76:0.6 200:0.9
click "$plot"
key Page_Up Page_Up Page_Down Delete
drawn 30:0.1 200:0.9

# The surface lets half of the light through.
click "slider:Opacity in percent"
opaque=$(text_of "slider:Opacity in percent")
[ "$opaque" -lt 100 ] || fail "the surface stays opaque"
case $(pictured colours) in
\#??????"$(awk -v o="$opaque" 'BEGIN { printf "%02x", int(255 * o / 100 + 0.5) }')") ;;
*) fail "the picture does not have the opacity of $opaque %" ;;
esac

# Black and white: all values, dragged in a slice, and of a preset.
levels() { # levels BLACK WHITE
    local try
    for try in {1..4}; do # a click may only close the list that is still open
        click "$plot"
        key Page_Up
        "$bin/accessible" wait "label:Black: $1" 3 && break
    done
    [ "$try" -lt 4 ] || shown "label:Black: $1" 1
    key Page_Down
    shown "label:White: $2" 5
}
click "push button:Slices"
pick "combo box:How values are drawn" 1
levels 0 240
read -r x y < <(place "image:Axial..." 40 40)
pull "$x" "$y" 75 30 3 # twice as wide for 150 pixels; half the width darker for 150
levels "$(awk 'BEGIN { printf "%.5g", 144 - 120 * sqrt(2) }')" "$(awk 'BEGIN { printf "%.5g", 144 + 120 * sqrt(2) }')"
pick "combo box:How values are drawn" 4 # soft tissue
levels -160 240
stop discard
no_stalls
