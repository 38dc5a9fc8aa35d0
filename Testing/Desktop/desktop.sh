# Drives lamina-desktop in a display of its own; sourced by the scripts of this folder, which are
# called as: SCRIPT BIN-FOLDER WORK-FOLDER. Everything a person would do goes through the pointer,
# the keyboard, or the accessible names that a screen reader reads.
# shellcheck shell=bash
set -euo pipefail

# shellcheck disable=SC2034 # for those who source this
bin=$1 work=$2 source=$(cd "$(dirname "$0")/../.." && pwd)
if [ -z "${LAMINA_IN_DISPLAY:-}" ]; then # begin again, inside a display, a bus and a clean home
    rm -rf "$work" && mkdir -p "$work/user" "$work/runtime" && chmod 700 "$work/runtime"
    work=$(cd "$work" && pwd)
    export LAMINA_IN_DISPLAY=1 HOME=$work/user XDG_RUNTIME_DIR=$work/runtime
    export XDG_STATE_HOME=$work/user/state XDG_CACHE_HOME=$work/user/cache
    export XDG_CONFIG_HOME=$work/user/config XDG_DATA_HOME=$work/user/data
    export GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_A11Y=atspi LC_ALL=C.UTF-8 NO_AT_BRIDGE=0
    export LAMINA_STALLS=$work/stalls LAMINA_FRAMES=$work/frames GSETTINGS_BACKEND=memory GTK_USE_PORTAL=0
    unset WAYLAND_DISPLAY
    declare -F in_display >/dev/null || in_display() { exec xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp" "$@"; }
    in_display dbus-run-session -- "$0" "$bin" "$work"
fi
touch "$LAMINA_STALLS"
LAMINA_STALLS_DISPLAY=/proc/$(tr -d ' ' <"/tmp/.X${DISPLAY#:}-lock")/schedstat
export LAMINA_STALLS_DISPLAY
desktop_pid=

fail() {
    echo "FAILED: $*" >&2
    screenshot failed || true
    "$bin/accessible" tree >&2 || true
    exit 1
}
finish() {
    local status=$?
    [ -z "$desktop_pid" ] || kill -9 "$desktop_pid" 2>/dev/null || true
    exit $status
}
trap finish EXIT

# start ARGUMENT...: the desktop, until its window is there; it fills the screen.
start() {
    mark start "$@"
    "$bin/lamina" view "$@" >"$work/desktop.out" 2>&1 &
    desktop_pid=$!
    desktop_window=$(timeout 30 xdotool search --sync --onlyvisible --class lamina-desktop | tail -1)
    [ -n "$desktop_window" ] || fail "no window"
    xdotool windowmove "$desktop_window" 0 0 windowsize "$desktop_window" 1600 1000
    sleep 0.3
    refocus
}
# refocus: the keyboard comes to the window again, where no window manager sees to it.
# shellcheck disable=SC2317 # called by those who source this
refocus() {
    xdotool windowfocus "$desktop_window"
    sleep 0.2
}
# resize WIDTH HEIGHT: of the window; `where` and what goes by it want it to fill the screen.
# shellcheck disable=SC2317
resize() {
    mark resize "$@"
    xdotool windowsize --sync "$desktop_window" "$1" "$2" mousemove 400 20 # keys go where the pointer is
    sleep 0.5
}
# fits STATE: all that is shown is whole, and nothing lies over its neighbour.
# shellcheck disable=SC2317
fits() { "$bin/accessible" fits >"unfit.$1" || fail "$1: $(cat "unfit.$1")"; }
# stop [discard]: as a person closes it, and throws away what was changed.
stop() {
    mark stop
    key ctrl+w
    [ -z "${1:-}" ] || press "push button:Discard..."
    wait "$desktop_pid" || fail "the desktop ended with status $?: $(cat "$work/desktop.out")"
    desktop_pid=
}
# no_stalls: the window was never held for 100 ms, but for want of a processor. A sanitizer makes
# everything slow.
no_stalls() {
    [ -z "${LAMINA_SANITIZED:-}" ] || return 0
    awk '/^#/ && !/^# started in/ { at = $0 } !/^#/ { if ($1 - $5 >= 100) { print "held: " $0 " " at; bad = 1 } } END { exit bad }' \
        "$LAMINA_STALLS" >&2 || fail "the window stood still"
}

# not_sanitized: a sanitizer makes everything slow; there the journeys, the keyboard and the monkey are
# enough.
not_sanitized() { [ -z "${LAMINA_SANITIZED:-}" ] || exit 77; }
mark() { echo "# $*" >>"$LAMINA_STALLS"; } # where in the script the window stood still
slower=${LAMINA_SANITIZED:+3} # times as long
slower=${slower:-1}
shown() {
    mark "$1"
    "$bin/accessible" wait "$1" $((${2:-20} * slower)) || fail "\"$1\" does not appear"
}
gone() { "$bin/accessible" gone "$1" $((${2:-20} * slower)) || fail "\"$1\" does not go away"; }
press() { # as soon as it is there and can be
    local try
    mark "$1"
    for ((try = 1; try <= 20 * slower; try++)); do
        "$bin/accessible" press "$1" && return
        sleep 0.25
    done
    fail "\"$1\" does not appear, or cannot be pressed"
}
type_into() {
    shown "$1"
    "$bin/accessible" type "$1" "$2" || fail "\"$1\" takes no text"
}
text_of() { "$bin/accessible" text "$1"; }
key() { xdotool key --clearmodifiers "$@"; sleep 0.1; }
write() { xdotool type --delay 30 "$1"; sleep 0.2; }
focus() { "$bin/accessible" focus || echo nothing; }
has_focus() {
    case $(focus) in "${1%...}"*) return ;; esac
    fail "\"$1\" has not the focus, but $(focus)"
}
# go_to NAME [KEY]: presses the key, Tab if none is said, until it has the focus.
go_to() {
    local try
    shown "$1"
    for try in {1..80}; do
        case $(focus) in "${1%...}"*) return ;; esac
        key "${2:-Tab}"
    done
    fail "\"$1\" is not reached by ${2:-Tab} in $try tries; last was $(focus)"
}
# Not by `import`, which keeps the display to itself meanwhile.
screenshot() { xwd -silent -root | convert xwd:- "$work/$1.png"; }

# where NAME, as soon as it is there: X Y WIDTH HEIGHT of it on the screen, X and Y of the middle. The toolkit counts from
# inside the edge that the window, which fills the screen, is resized by.
where() {
    local x y w h across down
    read -r -d '' x y w h _ _ across down < <("$bin/accessible" where "$1" "frame:...") || [ -n "$down" ] || return
    echo $((x + (1600 - across) / 2)) $((y + (1000 - down) / 2)) "$w" "$h"
}
# click NAME [BUTTON]; drag NAME FROM-X FROM-Y TO-X TO-Y [BUTTON]: in per cent of the thing's size.
place() {
    local x y w h
    read -r x y w h < <(where "$1") || fail "\"$1\" is nowhere"
    echo $((x - w / 2 + w * $2 / 100)) $((y - h / 2 + h * $3 / 100))
}
click() {
    local x y
    mark "$1"
    read -r x y < <(place "$1" 50 50)
    xdotool mousemove "$x" "$y" click "${2:-1}"
    sleep 0.2
}
# choose NAME ITEM: of a button's menu, both with the pointer.
choose() {
    local x y
    click "$1"
    shown "menu item:$2"
    sleep 0.3
    read -r x y < <(place "menu item:$2" 50 50)
    xdotool mousemove $((x - 9)) "$y" sleep 0.2 mousemove "$x" "$y" sleep 0.2 click 1
    sleep 0.5
    refocus
}
# pick NAME TIMES: of a list that drops down, so many below the first.
pick() {
    local time
    click "$1"
    key Home
    for ((time = 0; time < $2; time++)); do key Down; done
    key Return
    sleep 0.3
    refocus
}
# volume_of FILE SIZE DIRECTIONS [ORIGIN]: an NRRD of bytes, value = (7 i + 11 j + 13 k) mod 251.
volume_of() {
    # shellcheck disable=SC2086 # three numbers
    set -- "$1" $2 "$3" "${4:-(0,0,0)}"
    printf 'NRRD0004\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\nsizes: %s %s %s\n' "$2" "$3" "$4" >"$1"
    printf 'space directions: %s\nspace origin: %s\nencoding: ascii\n\n' "$5" "$6" >>"$1"
    awk -v a="$2" -v b="$3" -v c="$4" 'BEGIN { for (k = 0; k < c; k++) for (j = 0; j < b; j++)
        for (i = 0; i < a; i++) printf "%d ", (7 * i + 11 * j + 13 * k) % 251 }' >>"$1"
}
# scroll NAME TIMES: downwards.
scroll() {
    local x y
    read -r x y < <(place "$1" 50 50)
    xdotool mousemove "$x" "$y" click --repeat "$2" --delay 50 5 mousemove 5 5
    sleep 0.3
}
# look_into NAME RIGHT DOWN: what spot and pull are about: a slice view that shows so many mm, whole.
# After zooming and moving, `zoom`, `right` and `down` (pixels) are to be set as was done.
look_into() {
    view=$1 wide=$2 high=$3 zoom=1 right=0 down=0
    shown "$view"
    read -r view_x view_y view_w view_h < <(where "$view")
    view_x=$((view_x - view_w / 2)) view_y=$((view_y - view_h / 2))
}
scale() { # pixels for each mm
    awk -v w="$view_w" -v h="$view_h" -v wide="$wide" -v high="$high" -v zoom="$zoom" \
        'BEGIN { print (w / wide < h / high ? w / wide : h / high) * zoom }' OFMT=%.12g
}
# spot X Y: the pixel of the screen there, in mm from the left top corner of the slice.
spot() {
    awk -v s="$(scale)" -v x="$view_x" -v y="$view_y" -v w="$view_w" -v h="$view_h" -v wide="$wide" \
        -v high="$high" -v right="$right" -v down="$down" -v i="$1" -v j="$2" \
        'BEGIN { printf "%.0f %.0f\n", x + w / 2 + right + (i - wide / 2) * s, y + h / 2 + down + (j - high / 2) * s }'
}
# pull X Y RIGHT DOWN [BUTTON]: from a pixel of the screen, so many pixels far.
pull() {
    local step
    xdotool mousemove "$1" "$2" mousedown "${5:-1}"
    for step in {1..8}; do
        xdotool mousemove $(($1 + $3 * step / 8)) $(($2 + $4 * step / 8)) sleep 0.03
    done
    xdotool mouseup "${5:-1}"
    sleep 0.2
}
# looks_like NAME PICTURE: what is on the screen there is the picture, once it has come to rest, but
# for what is drawn over it (axes, a scale bar, a button): one pixel of twenty-five.
looks_like() {
    local try x y w h differ
    for try in {1..10}; do
        read -r x y w h < <(where "$1") || fail "\"$1\" is nowhere"
        import -window root -crop "${w}x$h+$((x - w / 2))+$((y - h / 2))" +repage "$work/shown.png"
        differ=$(compare -metric AE -fuzz 5% "$work/shown.png" "$2" null: 2>&1) || true
        [ "$differ" -le $((w * h / 25)) ] 2>/dev/null && return
        sleep 0.5
    done
    fail "\"$1\" does not look like $2: $differ of $((w * h)) pixels"
}
drag() {
    local x0 y0 x1 y1 i
    read -r x0 y0 < <(place "$1" "$2" "$3")
    read -r x1 y1 < <(place "$1" "$4" "$5")
    xdotool mousemove "$x0" "$y0" mousedown "${6:-1}"
    for i in 1 2 3 4 5 6 7 8 9 10; do
        xdotool mousemove $((x0 + (x1 - x0) * i / 10)) $((y0 + (y1 - y0) * i / 10))
        sleep 0.03
    done
    xdotool mouseup "${6:-1}"
    sleep 0.3
}
# drag_to NAME OTHER PER-CENT: in the list of steps, to that height of the other (per cent).
drag_to() {
    local x0 y0 x1 y1 i
    read -r x0 y0 < <(place "$1" 50 50)
    read -r x1 y1 < <(place "$2" 50 "$3")
    xdotool mousemove "$x0" "$y0" mousedown 1
    for i in 1 2 3 4 5 6 7 8 9 10; do
        xdotool mousemove $((x0 + (x1 - x0) * i / 10)) $((y0 + (y1 - y0) * i / 10))
        sleep 0.03
    done
    sleep 0.3
    [ -z "${4:-}" ] || screenshot "$4"
    xdotool mouseup 1
    sleep 0.3
}
# drop FILE...: from another program's window, into the middle of this one.
drop() {
    local window point
    mark drop "$@"
    GTK_A11Y=none "$bin/drag-source" "$@" >"$work/drop.out" 2>&1 &
    local source_pid=$!
    window=$(timeout 30 xdotool search --sync --onlyvisible --name '^drag-source$' | tail -1)
    xdotool windowmove --sync "$window" 1470 930
    sleep 0.3
    xdotool mousemove 1520 960 mousedown 1
    for point in "1500 940" "1450 900" "1200 800" "1000 650" "850 500" "800 490" "804 492"; do
        # shellcheck disable=SC2086 # two numbers
        xdotool mousemove $point
        sleep 0.1
    done
    sleep 0.3
    screenshot dragging
    xdotool mouseup 1
    wait "$source_pid"
}
# saved PIPELINE, saved_input ATTRIBUTES: the job is saved where it was, and is that now.
saved() { saved_part "$1" 's/.*<pipeline>//; s/<\/pipeline>.*//; s/.*<pipeline\/>.*//'; }
saved_input() { saved_part "$1" 's/.*<input //; s/ *\/>.*//'; }
saved_part() {
    local try is
    for try in {1..20}; do
        key ctrl+s
        is=$(tr -d '\n' <"$work/job.xml" | sed "s/> *</></g; $2")
        [ "$is" = "$1" ] && return
    done
    fail "the job is $is and not $1"
}
# save_as FILE: by its dialog.
save_as() {
    key ctrl+s
    shown "Save the job as"
    key ctrl+a
    write "$work/$1"
    key Return
    sleep 1
    gone "Save the job as"
}
# same_surface: `lamina run` on job.xml writes surface.stl as the desktop did.
same_surface() {
    "$bin/lamina" run job.xml --output-dir again >run.out 2>&1 || fail "lamina run: $(cat run.out)"
    cmp surface.stl again/surface.stl || fail "lamina run writes another surface"
}
