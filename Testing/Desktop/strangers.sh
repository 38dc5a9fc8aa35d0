#!/bin/bash
# Jobs that come from elsewhere: their slices are not where they were, they are longer or deeper than
# anybody writes them.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" # nothing may wait for the end of a movement that there is not
printf '[Settings]\ngtk-enable-animations=0\n' >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
"$bin/lamina" do $scan resample spacing=6 : cast type=uint8 : save path="$work/öd & <da>/s%03d.png" >/dev/null 2>&1
job() { # job INPUT STEPS
    printf '<lamina version="1"><input path="%s" spacing="6"/><pipeline>%s</pipeline></lamina>\n' "$1" "$2" >job.xml
}

# The slices lie elsewhere now: asked for, chosen, and all steps go on with them. To be undone.
job /nowhere/slices '<crop box="1 20 1 20 1 20"/><contour value="60"/>'
start job.xml
shown "Where are the slices?"
shown "list item:Crop, not reached..."
screenshot asked
click "push button:Choose a folder"
sleep 1
write "$work/öd & <da>"
key Return
sleep 1
gone "Where are the slices?"
shown "list item:Contour, done..."
key ctrl+z
shown "Where are the slices?"
stop

# Three hundred steps, and branches within branches, hold nobody up.
job "öd &amp; &lt;da&gt;" "$(printf '<crop box="0 9 0 9 0 9"/>%.0s' {1..300})"
start job.xml
shown "list item:Crop, done..."
press "push button:Delete the step"
shown "frame:• job.xml"
stop discard
job "öd &amp; &lt;da&gt;" "$(printf '<branch>%.0s' {1..40})$(printf '</branch>%.0s' {1..40})"
start job.xml
shown "image:Axial slice..."
read -r _ _ width _ < <(where "Axial slice...")
[ "$width" -gt 300 ] || fail "the steps leave $width pixels for a slice"
stop

# Another program writes the job while it is open: saving asks, and nothing is lost unasked.
job "öd &amp; &lt;da&gt;" '<crop box="1 20 1 20 1 20"/>'
start job.xml
shown "list item:Crop, done..."
press "push button:Delete the step"
gone "list item:Crop..."
printf '<!-- theirs -->\n' >>job.xml
key ctrl+s
shown "The file was changed elsewhere"
screenshot elsewhere
press "push button:Cancel..."
sleep 1
shown "frame:• job.xml"
grep -q theirs job.xml || fail "what was written elsewhere is lost"
key ctrl+s
press "push button:Overwrite..."
sleep 1
shown "frame:job.xml"
grep -q 'theirs\|crop' job.xml && fail "the job is not saved"
stop

# A name that no job can hold is said to be one.
mkdir $'s\xffs'
start $'s\xffs'
shown "label:$work/s�s: a job can only hold names in UTF-8..."
stop
no_stalls
