#!/bin/bash
# Somebody who presses whatever there is: controls by their names, keys of the table of shortcuts,
# the pointer anywhere, files that are dropped. Nothing of it may end or hold the program, nor let
# the window show something else than the job: in the end `lamina check` says of the saved job what
# the window says, and undo takes everything back, byte for byte. For longer, or otherwise:
# LAMINA_MONKEY="SEED ACTIONS" monkey.sh BIN-FOLDER WORK-FOLDER
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
read -r seed actions < <(echo "${LAMINA_MONKEY:-1 16}")
RANDOM=$seed
echo "seed $seed, $actions actions: monkey.log tells them"
export G_DEBUG=fatal-criticals

"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
printf '<lamina version="1"><input path="a"/><pipeline><shrinkwrap/></pipeline></lamina>\n' >wrong.xml
cat >job.xml <<END
<?xml version="1.0" encoding="UTF-8"?>
<lamina version="1">
  <!-- six millimetres: the spacing of the sample -->
  <input path="slices" spacing="6"/>
  <pipeline>
    <crop box="2 27 2 33 2 27"/>
    <branch id="skin">
      <contour value="60"/>
      <smooth-mesh/>
    </branch>
    <smooth sigma="4"/>
    <save path="out.nrrd"/>
  </pipeline>
</lamina>
END

# one_of WORD...: any of them.
one_of() {
    local words=("$@")
    echo "${words[RANDOM % $#]}"
}
# The keys of the table of shortcuts, as xdotool writes them, but those that end the program, and
# what moves about.
mapfile -t keys < <(sed -n 's/^    {"\([^"]*\)", .*/\1/p' "$source/Applications/lamina-desktop/shortcuts.c" |
    sed 's/<Control>/ctrl+/; s/<Shift>/shift+/; s/<Alt>/alt+/' | grep -vx 'ctrl+w\|ctrl+q\|ctrl+s\|ctrl+shift+s')
keys+=(Tab Tab Tab Tab shift+Tab Return space Up Down Left Right Home End Escape Escape)

# What opens something else, or leads out of the sample's folder, is not pressed.
controls() {
    "$bin/accessible" acts |
        grep -E '^(push button|toggle button|check box|menu item|page tab|combo box|text|slider):.' |
        grep -vE ':(Close|Minimize|Maximize|Open|Open a|Save|Choose|Create|Select|job.xml|slices)'
}
press_any() {
    local all name
    mapfile -t all < <(controls)
    [ ${#all[@]} -gt 0 ] || return 0
    name=$(one_of "${all[@]}")
    case $name in
    text:*)
        word=$(one_of 1 -5 0.5 1e300 nan '' '0 9 0 9 0 9' 'öä <&> "' "$(printf 'x%.0s' {1..300})" otsu 1,5 1e-300 99999999999)
        say type "$name" "$word"
        "$bin/accessible" type "$name" "$word" || true
        key "$(one_of Return Tab)"
        ;;
    *)
        say press "$name"
        "$bin/accessible" press "$name" || true
        ;;
    esac
}
say() { echo "$*" >>monkey.log; }
anywhere() { echo $((10 + RANDOM % 1580)) $((60 + RANDOM % 930)); }
point_anywhere() {
    local x0 y0 x1 y1 button i
    read -r x0 y0 < <(anywhere)
    read -r x1 y1 < <(anywhere)
    button=$(one_of 1 1 1 2 3 4 5 8)
    case $((RANDOM % 3)) in
    0)
        say click "$x0 $y0 $button"
        xdotool mousemove "$x0" "$y0" click "$button"
        ;;
    1)
        say double click "$x0 $y0"
        xdotool mousemove "$x0" "$y0" click --repeat 2 --delay 60 1
        ;;
    2)
        say drag "$x0 $y0 $x1 $y1 $button"
        xdotool mousemove "$x0" "$y0" mousedown "$button"
        for i in 1 2 3 4 5 6; do
            xdotool mousemove $((x0 + (x1 - x0) * i / 6)) $((y0 + (y1 - y0) * i / 6))
        done
        xdotool mouseup "$button"
        ;;
    esac
}
press_key() {
    local key
    key=$(one_of "${keys[@]}")
    say key "$key"
    xdotool key --clearmodifiers "$key"
}
windows() { xdotool search --onlyvisible --class lamina-desktop 2>/dev/null | wc -l; }
# A dialog that leads elsewhere is left again. Who asks for a window's parts while it goes ends GTK.
leave_dialogs() {
    local end=$((SECONDS + 20))
    while [ "$(windows)" -gt 1 ] && [ $SECONDS -lt $end ]; do
        sleep 0.5
        xdotool search --onlyvisible --class lamina-desktop | grep -vx "$desktop_window" | tail -1 |
            xargs -r xdotool windowfocus 2>/dev/null || true
        key Escape
        sleep 1
    done
}
# Onto work that is not saved it opens in another window.
close_other() {
    sleep 1
    [ "$(windows)" -gt 1 ] || return 0
    xdotool search --onlyvisible --class lamina-desktop | grep -vx "$desktop_window" | tail -1 |
        xargs -r xdotool windowfocus
    key ctrl+w
    sleep 1
}
act() {
    local before
    before=$(windows)
    case $((RANDOM % 20)) in
    [0-7]) press_any ;;
    [8-9] | 1[0-4]) press_key ;;
    1[5-8]) point_anywhere ;;
    19)
        if [ $((RANDOM % 4)) = 0 ] && [ "$before" = 1 ]; then
            say drop
            drop "$work/wrong.xml"
            close_other
            refocus
        else
            say undo or redo, or stop
            key "$(one_of ctrl+z ctrl+z ctrl+shift+z ctrl+period ctrl+s)"
        fi
        ;;
    esac
    kill -0 "$desktop_pid" 2>/dev/null || died
    [ "$(windows)" = "$before" ] || sleep 1
    [ "$(windows)" -le 1 ] || [ $((RANDOM % 4)) != 0 ] || leave_dialogs
}
died() {
    wait "$desktop_pid" && status=0 || status=$?
    desktop_pid=
    tail -20 monkey.log >&2
    fail "seed $seed: the desktop ended with status $status: $(tail -60 "$work/desktop.out")"
}
# settled: nothing runs, and nothing is waited for.
settled() {
    local end=$((SECONDS + 30 * slower))
    while [ $SECONDS -lt $end ]; do
        "$bin/accessible" shown >shown.txt || fail "seed $seed: it does not answer"
        grep -qE '^list item:.*, (running|waiting)' shown.txt || return 0
        sleep 0.5
    done
    fail "seed $seed: it does not settle"
}
# undone: nothing is left to be undone, in a list that is whole: another button comes after that one.
undone() {
    "$bin/accessible" acts >acts.txt || return
    grep -qx 'push button:Menu' acts.txt && ! grep -qx 'push button:Undo' acts.txt
}
save_job() {
    refocus
    key ctrl+s
    sleep 1
}

start job.xml
shown "list item:Input, done..."
settled
cp job.xml start.xml
for ((i = 0; i < actions; i++)); do
    act
done
leave_dialogs
key Escape Escape Escape
refocus
settled
screenshot end
save_job

# What is wrong with the job stands in the window as well.
if ! "$bin/lamina" check job.xml >check.out 2>&1; then
    # lamina: job.xml:12: STEP: MESSAGE (made by ...
    why=$(grep -m1 '^lamina: job' check.out | sed -E 's/^lamina: job.xml:[0-9]+: ([a-z-]+: )?//; s/ ?[(].*//')
    settled
    grep -qF "$why" shown.txt || fail "seed $seed: the window does not say: $(cat check.out)"
fi

for ((i = 0; i < actions; i++)); do
    undone && break
    for _ in {1..20}; do xdotool key --clearmodifiers ctrl+z; done
    sleep 1
done
kill -0 "$desktop_pid" 2>/dev/null || died
sleep 0.5
save_job
cmp start.xml job.xml || fail "seed $seed: undoing everything gives another job: $(diff start.xml job.xml)"
stop
no_stalls
