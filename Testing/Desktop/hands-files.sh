#!/bin/bash
# What comes in by hand: files and folders dropped from another program, and those opened before.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
folder="R&D <1> öd"
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/$folder/s;%03d.png" >/dev/null 2>&1
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/Kopf 1.nii" >/dev/null 2>&1
printf '<lamina version="1"><input path="Kopf 1.nii"/><pipeline><crop box="1 20 1 20 1 20"/></pipeline></lamina>\n' >"job_ä.xml"
printf '<lamina version="1"><input path="a"/><pipeline><shrinkwrap/></pipeline></lamina>\n' >"R&D <2>.xml"

windows() { xdotool search --onlyvisible --class lamina-desktop | wc -l; }

# A folder, onto an empty window.
start
gone "label:Recent" 1
drop "$work/$folder"
shown "How large is it?"
shown "label:path $work/$folder"

# Nothing was done to it yet: what is dropped next takes its place. A volume, several files.
drop "$work/Kopf 1.nii"
shown "list item:Input, done, 30 × 36 × 30..."
shown "frame:• Kopf 1.nii"
drop "$work/$folder/s;004.png" "$work/$folder/s;002.png" "$work/$folder/s;003.png"
shown "label:The files do not say how large a pixel is and how far apart the slices are. There are 30 × 36 pixels and 3 slices."
shown "frame:• $folder"
[ "$(windows)" = 1 ] || fail "a window was opened for what was to take the place of another"

# A job; one that is wrong, which leaves what is there; what is not on this machine.
drop "$work/job_ä.xml"
shown "list item:Crop, done, 20 × 20 × 20..."
drop "$work/R&D <2>.xml"
shown "label:$work/R&D <2>.xml:1: ..."
shown "list item:Crop, done, 20 × 20 × 20..."
drop "sftp://nowhere.invalid/slices"
shown "label:sftp://nowhere.invalid/slices is not on this machine..."
screenshot refused

# Onto work that is not saved: another window, and the work stays. A mix: each job by itself.
click "list item:Crop, done..."
key ctrl+t
shown "list item:Crop, switched off..."
drop "$work/R&D <2>.xml" # which cannot be read: that is said here, and no window is opened for it
shown "label:$work/R&D <2>.xml:1: ..."
[ "$(windows)" = 1 ] || fail "a window was opened for a job that cannot be read"
drop "$work/Kopf 1.nii" "$work/job_ä.xml"
shown "frame:• Kopf 1.nii"
shown "frame:job_ä.xml"
shown "frame:• job_ä.xml"
[ "$(windows)" = 3 ] || fail "$(windows) windows"
screenshot mix
kill -9 "$desktop_pid"
wait "$desktop_pid" 2>/dev/null || true
rm -r "$XDG_STATE_HOME" # what a crash left is not to be asked about here

# What was opened before is there again, the latest first; by its folder and its name.
start
shown "label:Recent"
shown "label:R&D <1> öd"
shown "label:Kopf 1.nii"
screenshot recent
click "label:job_ä.xml"
shown "list item:Crop, done, 20 × 20 × 20..."

# From the menu, too; what is gone is said to be gone, and not offered again.
mv "Kopf 1.nii" elsewhere.nii
click "push button:Menu"
shown "menu item:Kopf 1.nii"
sleep 0.5
screenshot recent-menu
press "menu item:Kopf 1.nii"
shown "label:$work/Kopf 1.nii is not there any more"
shown "list item:Crop, done, 20 × 20 × 20..."
screenshot not-there
stop
start
shown "label:Recent"
gone "label:Kopf 1.nii" 2
click "label:R&D <1> öd"
shown "How large is it?"
stop
no_stalls
