#!/bin/bash
# Where one writes from right to left, the window is mirrored, and slices and the solid are not: the
# patient's left is where it was, and keys and pointer lead to the same voxels.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
[ -f /usr/share/i18n/locales/he_IL ] || exit 77
mkdir locales
localedef -i he_IL -f UTF-8 locales/he_IL.UTF-8
# Nothing is mirrored as long as a program does not speak the language: here it has an empty catalogue.
catalogue=prefix/share/locale/he/LC_MESSAGES
mkdir -p prefix/bin $catalogue
cp "$bin"/lamina{,-desktop} "$bin/accessible" prefix/bin/
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' | msgfmt -o $catalogue/lamina.mo -
bin=$work/prefix/bin
cat >job.xml <<JOB
<lamina version="1">
  <input path="$scan"/>
  <pipeline><resample spacing="4"/><contour value="otsu"/></pipeline>
</lamina>
JOB

middle() { where "$1" | cut -d' ' -f1; }
# look NAME: the same things done; pictures of the views, and where the crosshair went.
look() {
    local view
    start job.xml
    shown "list item:Contour, done..." 60
    sleep 2
    for view in Axial Coronal Sagittal; do
        drag "image:$view slice..." 30 60 35 65
    done
    click "image:Axial slice..."
    key Right Right Down
    click "image:Volume..."
    key 0 # all of it, whatever size the window had when it was first drawn
    "$bin/accessible" tree | grep -oE 'label:.* at [0-9]+ [0-9]+ [0-9]+, .* mm' | sort -u >"$1.voxels"
    xdotool mousemove 5 5
    sleep 2
    screenshot "$1"
    local x y w h
    for view in Axial Coronal Sagittal Volume; do
        read -r x y w h < <(where "image:$view...")
        convert "$1.png" -crop "${w}x$h+$((x - w / 2))+$((y - h / 2))" +repage -shave 3x3 "$1.$view.png"
    done
    mogrify -chop 0x60 "$1.Volume.png" # its menu is a part of the window
    middle "list item:Input..." >"$1.steps"
    middle "image:Axial slice..." >"$1.axial"
    stop
}
look left
export LC_ALL=he_IL.UTF-8 LOCPATH=$work/locales
look right

[ "$(cat left.steps)" -lt "$(cat left.axial)" ] || fail "the steps are not at the left"
[ "$(cat right.steps)" -gt "$(cat right.axial)" ] || fail "the window is not mirrored"
[ -s left.voxels ] || fail "no voxel is told"
cmp left.voxels right.voxels || fail "the same drags and keys lead elsewhere"
for view in Axial Coronal Sagittal Volume; do
    differ=$(compare -metric AE -fuzz 10% "left.$view.png" "right.$view.png" null: 2>&1) || true
    [ "$differ" -le 200 ] || fail "$view: $differ pixels are others in a mirrored window"
done

# Tab goes through all of a small window in the order of reading, and round again.
start job.xml
shown "list item:Contour, done..." 60
resize 800 600
for tab in {1..60}; do
    key Tab
    stop_at=$(focus)
    echo "$stop_at" >>order
    [ "$stop_at" != "push button:Open a folder" ] || [ "$tab" -eq 1 ] || break
done
[ "$tab" -lt 60 ] || fail "Tab does not come round: $(cat order)"
for name in "Crosshair" "Menu" "Slices" "Contour" "Add step" "Value" "Axial" "Volume" "Coronal" "Sagittal"; do
    grep -n ":$name" order | head -1 | cut -d: -f1
done >places
[ "$(wc -l <places)" = 10 ] || fail "Tab passes something by: $(cat order)"
sort -nC places || fail "Tab does not follow the order of reading: $(cat order)"
stop
no_stalls
