#!/bin/bash
# Steps by hand: dragged to other places, added, put in, doubled, switched off, put into a branch,
# thrown away; each undone and redone, and the saved job looked at each time.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" # nothing may wait for the end of a movement that there is not
printf '[Settings]\ngtk-enable-animations=0\n' >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/head.nii" >/dev/null 2>&1
crop='<crop box="1 28 1 34 1 28"/>'
smooth='<smooth sigma="6"/>'
contour='<contour value="60"/>'
printf '<lamina version="1"><input path="head.nii"/><pipeline>%s</pipeline></lamina>\n' "$crop$smooth$contour" >job.xml

# changed PIPELINE: that is the job; undone, it is what it was; redone, it is that again.
was=$crop$smooth$contour
changed() {
    saved "$1"
    key ctrl+z
    saved "$was"
    key ctrl+shift+z
    saved "$1"
    was=$1
}

start job.xml
shown "list item:Contour, done..." 30

# Dragged up, and down again; the place it would come to is shown meanwhile.
drag_to "list item:Smooth, done..." "list item:Crop, done..." 20 drag-up
changed "$smooth$crop$contour"
drag_to "list item:Smooth, done..." "list item:Crop, done..." 80
changed "$crop$smooth$contour"

# To where it makes no sense: the error stands at the step, and undo takes it back.
drag_to "list item:Contour, done..." "list item:Crop, done..." 20
shown "list item:Crop, failed"
screenshot illegal
changed "$contour$crop$smooth"
key ctrl+z
shown "list item:Contour, done..."
was=$crop$smooth$contour
saved "$was"

# Let go where it was, or beside the list, nothing changes.
drag_to "list item:Smooth, done..." "list item:Smooth, done..." 70
drag_to "list item:Smooth, done..." "image:Axial..." 50
saved "$was"

# Doubled, switched off and on, thrown away: by the menu, by the keyboard, by the button.
click "list item:Smooth, done..."
click "list item:Smooth, done..." 3
press "menu item:Duplicate"
changed "$crop$smooth$smooth$contour"
refocus
click "list item:Crop, done..."
key ctrl+t
shown "list item:Crop, switched off"
changed "${crop/crop/crop off=\"true\"}$smooth$smooth$contour"
key ctrl+t
shown "list item:Crop, done..."
changed "$crop$smooth$smooth$contour"
click "list item:Smooth, done..."
click "push button:Delete the step"
shown "label:Smooth was deleted"
screenshot deleted
click "label:Undo" # of what says so
gone "label:Smooth was deleted"
saved "$crop$smooth$smooth$contour"
click "push button:Delete the step"
changed "$crop$smooth$contour"

# Into a branch, and another step dragged into it.
click "list item:Contour, done..."
key ctrl+b
changed "$crop$smooth<branch id=\"branch\">$contour</branch>"
drag_to "list item:Smooth, done..." "list item:Contour, done..." 20
changed "$crop<branch id=\"branch\">$smooth$contour</branch>"
drag_to "list item:Smooth, done..." "list item:Branch, done..." 80 drag-into
changed "$crop<branch id=\"branch\">$contour$smooth</branch>"
screenshot branch
drag_to "list item:Smooth, failed..." "list item:Crop, done..." 80
changed "$crop$smooth<branch id=\"branch\">$contour</branch>"

# Put in between two others.
click "list item:Crop, done..."
key Insert
write flip
key Return
shown "list item:Flip, done..."
changed "$crop<flip axis=\"x\"/>$smooth<branch id=\"branch\">$contour</branch>"
screenshot added
stop
no_stalls
