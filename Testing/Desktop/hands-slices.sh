#!/bin/bash
# Slices by hand, against their known geometry: what is under the pointer, brightness and contrast,
# zooming, moving, measuring.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2034,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=3 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
echo '<lamina version="1"><input path="slices" spacing="2 3 4"/><pipeline/></lamina>' >job.xml

start job.xml
shown "list item:Input, done..." 30
shown "image:Axial slice 31 of 60"

# 60 x 72 voxels of 2 x 3 mm fill the view from above to below, whatever was zoomed and moved since.
view="image:Axial..." zoom=1 right=0 down=0
spot() { # spot X Y: the pixel of the screen at that place, in voxels from the corner of the picture
    local x y w h
    read -r x y w h < <(where "$view")
    awk -v x="$x" -v y="$y" -v w="$w" -v h="$h" -v i="$1" -v j="$2" -v zoom="$zoom" -v right="$right" \
        -v down="$down" 'BEGIN { s = (w / 120 < h / 216 ? w / 120 : h / 216) * zoom
            printf "%.0f %.0f\n", x + right + (i - 30) * 2 * s, y + down + (j - 36) * 3 * s }'
}
point_at() { # point_at I J: at the middle of that voxel
    # shellcheck disable=SC2046 # two numbers
    xdotool mousemove $(spot "$1.5" "$2.5")
    sleep 0.3
}
under() { "$bin/accessible" tree | awk '/image:Axial/ { on = 1 } on && / at .* mm$/ { sub(/ *label:/, ""); print; exit }'; }
is_under() { # is_under I J: what is told is that voxel, its value and its millimetres
    local value
    value=$(convert slices/s030.png -crop "1x1+$1+$2" -format '%[fx:round(255*u)]' info:)
    [ "$(under)" = "$value at $1 $2 30, $(($1 * 2)).0 $(($2 * 3)).0 120.0 mm" ] ||
        fail "under the pointer is \"$(under)\" and not $value at $1 $2 30"
}
pull() { # pull X Y TO-X TO-Y [BUTTON]: as spot
    local x0 y0 x1 y1 i
    read -r x0 y0 < <(spot "$1" "$2")
    read -r x1 y1 < <(spot "$3" "$4")
    xdotool mousemove "$x0" "$y0" mousedown "${5:-1}"
    for i in {1..8}; do
        xdotool mousemove $((x0 + (x1 - x0) * i / 8)) $((y0 + (y1 - y0) * i / 8))
        sleep 0.03
    done
    xdotool mouseup "${5:-1}"
    sleep 0.3
}

# What is under the pointer; zoomed about one voxel, that one stays, and the others go away from it.
point_at 10 20
is_under 10 20
point_at 45 60
is_under 45 60
point_at 30 36
xdotool keydown ctrl click --repeat 3 --delay 100 4 keyup ctrl
zoom=$(awk 'BEGIN { print 1.25 ^ 3 }')
is_under 30 36
read -r right down < <(awk -v z="$zoom" -v h="$(where "$view" | cut -d' ' -f4)" \
    'BEGIN { s = h / 216; printf "%f %f\n", (1 - z) * s, (1 - z) * 1.5 * s }')
point_at 40 36
is_under 40 36
point_at 24 22
is_under 24 22

# Moved with the middle button, the picture comes along.
pull 24.5 22.5 34.5 30.5 2
is_under 24 22
key 0
zoom=1 right=0 down=0
point_at 24 22
is_under 24 22

# Brightness and contrast with the right button: what is black and what is white is told, and seen.
looks() { # looks BLACK WHITE
    local w h
    read -r _ _ w h < <(where "$view")
    convert slices/s030.png -level "$(awk -v b="$1" -v w="$2" 'BEGIN { print 100 * b / 255 "%," 100 * w / 255 "%" }')" \
        -filter point -resize "$((h * 120 / 216))x$h!" -background "#0d0d0d" -gravity center -extent "${w}x$h" "$work/slice.png"
    xdotool mousemove 800 20
    sleep 0.5
    looks_like "$view" slice.png
}
levels() { # black and white, as they are told
    local try
    for try in {1..5}; do # a list that closes takes a click for itself
        click "image:Histogram of values, ..."
        case $(focus) in image:Histogram*) break ;; esac
    done
    key Page_Up
    "$bin/accessible" tree | sed -n 's/^ *label:Black: //p'
    key Page_Down
    "$bin/accessible" tree | sed -n 's/^ *label:White: //p'
}
press "push button:Slices"
read -r black white < <(levels | xargs)
looks "$black" "$white"
pull 20 20 40 40 3
read -r blacker whiter < <(levels | xargs)
[ "$black $white" != "$blacker $whiter" ] || fail "brightness does not change"
looks "$blacker" "$whiter"
screenshot windowed
click "combo box:How values are drawn"
key Home Down Return
refocus
read -r black white < <(levels | xargs)
[ "$black $white" = "0 238" ] || fail "all values are $black to $white"
looks 0 238

# Measured, in millimetres and whatever the zoom; said where the line is seen.
measured() { # measured MM
    local words
    words=$(text_of "$view")
    awk -v words="$words" -v mm="$1" 'BEGIN { split(words, w, " ")
        exit !(words ~ /^Measured: [0-9.]+ mm$/ && w[2] > mm - 0.7 && w[2] < mm + 0.7) }' ||
        fail "measured is \"$words\" and not $1 mm"
}
press "Measure"
pull 10 10 40 10
measured 60
pull 10 10 10 50
measured 120
pull 10 10 40 37
measured 100.8
screenshot measured
xdotool click 5
sleep 0.3
[ -z "$(text_of "$view")" ] || fail "a line is said that is not seen"
xdotool click 4
sleep 0.3
measured 100.8
key plus plus
measured 100.8
key 0 Escape
[ -z "$(text_of "$view")" ] || fail "the line does not go"

stop
no_stalls
