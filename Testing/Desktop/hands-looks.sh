#!/bin/bash
# How things look in 3D, by hand: a surface gets the colour that is picked, one is hidden, the volume
# is, a box clips: what is seen is what the saved job draws, and all of it hidden is no picture.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=4 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
cat >job.xml <<END
<lamina version="1">
  <input path="slices" spacing="4 4 4"/>
  <pipeline>
    <branch id="skin"><contour value="40"/></branch>
    <branch id="brain"><contour value="110"/></branch>
    <crop box="8 36 9 52 4 41"/>
  </pipeline>
</lamina>
END

add_picture() {
    click "push button:Views"
    press "menu item:Add this picture to the job"
    refocus
}
# drawn VIEW ATTRIBUTES: the job that is saved with the picture of it draws the same; its step says
# that, among others.
drawn() {
    local attribute
    sleep 1
    add_picture
    shown "list item:Picture..."
    key ctrl+s
    shown "frame:job.xml"
    for attribute in "${@:2}"; do
        grep -qF "$attribute" job.xml || fail "not $attribute, but $(grep '<render' job.xml)"
    done
    "$bin/lamina" run job.xml >run.out 2>&1 || fail "lamina run: $(cat run.out)"
    xdotool mousemove 5 5
    looks_like "$1" picture.png
    key ctrl+z
    gone "list item:Picture..."
}
# coloured: the mean of the middle of the view, red green blue.
coloured() {
    local x y
    read -r x y < <(place "$1" 50 50)
    import -window root -crop "60x60+$((x - 30))+$((y - 30))" +repage middle.png
    convert middle.png -scale '1x1!' -depth 8 txt: | sed -n 's/.*(\([0-9]*\),\([0-9]*\),\([0-9]*\).*/\1 \2 \3/p'
}

start job.xml
both="image:Volume and 2 surfaces..."
shown "$both" 30
shown "list item:Crop, done..."

# Blue, #1c71d8, lit by light from the eye: nothing that is lit makes the first part the largest.
click "push button:Colour of skin"
press "radio button:Dark Blue"
press "push button:_Select..."
sleep 1
refocus
shown "image:Red 11%, Green 44%, Blue 85%"
sleep 1
read -r red green blue < <(coloured "$both")
if [ "$blue" -lt $((green + 30)) ] || [ "$green" -lt $((red + 30)) ]; then
    fail "the surface is $red $green $blue, and not blue"
fi
screenshot blue
drawn "$both" 'show="main skin brain"' 'colours="#1c71d8 #cc5c47"'

# Without the skin, clipped by the box of the cropped volume, then without that volume: the job's
# box is that of the volume that the surface was made from.
press "push button:Show skin"
press "check box:Clipping box"
click "spin button:To x"
key ctrl+a
write 16
key Return
drawn "image:Volume and 1 surface..." 'show="main brain"' 'colours="#cc5c47"' 'clip="0 16 0 44 0 38"'
press "Show the volume"
drawn "image:1 surface..." 'show="brain"' 'clip="8 24 9 53 4 42"'
screenshot clipped

press "push button:Show brain"
shown "image:3D view, empty"
sleep 1
add_picture
shown "label:Nothing is shown..."
stop discard
no_stalls
