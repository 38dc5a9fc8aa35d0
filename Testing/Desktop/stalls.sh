#!/bin/bash
# What asks most of the window: a table of 5 000 slices, scrolled and marked; every dialog; another
# window; a job of 300 steps, changed, undone and redone; slices of 4096 x 4096.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

make() { # make STEP...: from the sample figures, as grey values
    "$bin/lamina" do "$source/Data/Samples/oct-plots" spacing="1 1 1" to-scalar : "$@" \
        >make.out 2>&1 || fail "lamina do: $(cat make.out)"
}
make resample size="16 16 5000" : cast type=uint8 : save path="$work/many/s%04d.png"
make resample size="4096 4096 2" : cast type=uint8 : save path=large.nrrd compress=false
{
    echo '<lamina version="1"><input path="many" spacing="1 1"/><pipeline>'
    for i in {1..300}; do echo "<crop id=\"crop$i\" box=\"0 15 0 15 0 99\"/>"; done
    echo '</pipeline></lamina>'
} >job.xml

# Nothing asks for what is on the screen before the table was gone through, as a screen reader would:
# the toolkit then tells of each row by itself.
echo '<lamina version="1"><input path="many" spacing="1 1 1"/><pipeline/></lamina>' >table.xml
start table.xml
sleep 3
key alt+2
xdotool mousemove 150 300 click 1 sleep 0.3
: >"$LAMINA_FRAMES"
mark scroll
xdotool click --repeat 150 --delay 20 5
sort -n "$LAMINA_FRAMES" | awk '{ ms[NR] = $1 } END { print "scrolled: " NR " frames, 95 % within " ms[int(NR * 0.95)] " ms, all within " ms[NR] " ms" }'
for keys in End Home ctrl+a; do
    mark $keys
    key $keys
done
sleep 1
screenshot table
stop

start many
type_into "text:Spacing, along x" 1
type_into "text:Spacing, from slice to slice" 1
press "Use this spacing"
shown "image:Axial slice 2501 of 5000" 60
press "Slices"
shown "table cell:s0010.png"

# Every dialog.
dialog() { # dialog KEYS NAME
    mark "$2"
    key "$1"
    shown "$2"
    sleep 0.5
    key Escape
    sleep 1 # the toolkit may end the program when it is asked for windows while one of them closes
}
dialog ctrl+o "Open a folder of slices"
dialog ctrl+shift+o "Open a slice, a volume or a job"
dialog ctrl+shift+s "Save the job as"
dialog ctrl+e "Keep as a step of the job"
mark shortcuts
key ctrl+question
sleep 1
screenshot shortcuts
key Escape
sleep 1

# What is opened where changes were made takes another window.
key ctrl+shift+o
shown "Open a slice, a volume or a job"
write "$work/job.xml"
key Return
sleep 1
shown "list item:Crop, done..."
screenshot second
key ctrl+w
sleep 1
stop discard

start job.xml
shown "list item:Crop, done..." 60
key alt+1 # the last step is selected
has_focus "list item:Crop..."
for keys in ctrl+d ctrl+z ctrl+shift+z; do
    mark $keys
    for i in {1..10}; do echo $keys; done | xargs xdotool key --clearmodifiers --delay 100
    sleep 0.5
done
shown "frame:• job.xml"
screenshot steps
stop discard

start large.nrrd
shown "image:Axial slice 2 of 2" 60
mark zoom
xdotool mousemove 600 250
xdotool keydown ctrl click --repeat 20 --delay 30 4 keyup ctrl
drag "image:Axial slice..." 30 30 70 70 3
screenshot large
stop
no_stalls
