#!/bin/bash
# A touch screen: two fingers zoom and move a slice and the solid, one turns the solid and chooses a
# step; what is under the crosshair stays until a finger taps elsewhere. The fingers are those of the
# X.Org server's own test device.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2034,SC2154,SC2164

xorg=/usr/lib/xorg/Xorg
[ -x $xorg ] && [ -f /usr/lib/xorg/modules/input/inputtest_drv.so ] || exit 77
# in_display COMMAND...: with a touch screen, of which the socket is $work/touch.
in_display() {
    local number=90 server status=0
    cat >"$work/xorg.conf" <<CONF
Section "ServerFlags"
    Option "AutoAddDevices" "false"
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 16000
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 1-1000
    VertRefresh 1-1000
    Modeline "1600x1000" 100 1600 1601 1602 1603 1000 1001 1002 1003
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Modes "1600x1000"
    EndSubSection
EndSection
Section "InputDevice"
    Identifier "touch"
    Driver "inputtest"
    Option "SocketPath" "$work/touch"
    Option "DeviceType" "Touch"
    Option "TouchCount" "5"
EndSection
Section "ServerLayout"
    Identifier "all"
    Screen "screen"
    InputDevice "touch"
EndSection
CONF
    while [ -e "/tmp/.X$number-lock" ]; do number=$((number + 1)); done
    $xorg ":$number" -config "$work/xorg.conf" -noreset -nolisten tcp -logfile "$work/xorg.log" >"$work/xorg.out" 2>&1 &
    server=$!
    for _ in {1..100}; do
        [ -S "$work/touch" ] && [ -S "/tmp/.X11-unix/X$number" ] && break
        sleep 0.1
    done
    kill -0 $server 2>/dev/null || exit 77 # it may not be started here
    DISPLAY=:$number "$@" || status=$?
    kill $server
    wait $server 2>/dev/null || true
    exit $status
}
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

coproc FINGERS { "$bin/fingers" "$work/touch" 1600 1000; }
touch_at() { # touch_at X Y TO-X TO-Y...: one finger, or more
    local answer
    echo "$*" >&"${FINGERS[1]}"
    read -r -t 10 answer <&"${FINGERS[0]}" || true
    [ "${answer:-}" = done ] || fail "no finger touches the screen"
    sleep 0.3
}
# at NAME: x and y, the middle of it on the screen.
at() { read -r x y _ _ < <(where "$1"); }
is_at() { # is_at I J K: the crosshair
    shown "image:Sagittal slice $(($1 + 1)) of 50" 5
    shown "image:Coronal slice $(($2 + 1)) of 40" 5
    shown "image:Axial slice $(($3 + 1)) of 30" 5
}
# tap X Y: in mm of the slice, at the voxel that is there.
tap() {
    local px py
    read -r px py < <(spot "$1" "$2")
    touch_at "$px" "$py" "$px" "$py"
}

volume_of head.nrrd "50 40 30" "(2,0,0) (0,3,0) (0,0,5)"
echo '<lamina version="1"><input path="head.nrrd"/><pipeline><smooth sigma="3"/><crop box="0 49 0 39 0 29"/></pipeline></lamina>' >job.xml
start job.xml
shown "list item:Crop, done..." 30
shown "image:Volume, seen from..."

# A slice: tapped; drawn apart to twice its size about the middle between the fingers; moved by two.
look_into "image:Axial..." 100 120
tap 25 31.5
is_at 12 10 15
at "$view"
touch_at $((x - 50)) "$y" $((x - 100)) "$y" $((x + 50)) "$y" $((x + 100)) "$y"
is_at 12 10 15
screenshot pinched
zoom=2
tap 71 61.5
is_at 35 20 15
touch_at $((x - 60)) $((y - 40)) $((x - 20)) $((y - 10)) $((x + 60)) $((y - 40)) $((x + 100)) $((y - 10))
is_at 35 20 15
screenshot moved
right=40 down=30
tap 33 43.5
is_at 16 14 15

# One finger that goes along takes the crosshair with it.
read -r x y < <(spot 33 43.5)
read -r to_x to_y < <(spot 61 76.5)
touch_at "$x" "$y" "$to_x" "$to_y"
is_at 30 25 15

# The solid: turned by one; by two it is not.
at "image:Volume..."
touch_at $((x - 100)) "$y" $((x + 60)) "$y"
gone "image:Volume, seen from the front and the left" 5
seen=$("$bin/accessible" tree | sed -n 's/^ *image:\(Volume, seen.*\)/\1/p')
touch_at $((x - 40)) "$y" $((x - 100)) "$y" $((x + 40)) "$y" $((x + 100)) "$y"
screenshot solid-pinched
shown "image:$seen" 2

# Steps are chosen by a tap.
at "list item:Smooth..."
touch_at "$x" "$y" "$x" "$y"
shown "text:Sigma" 5
stop
