#!/bin/bash
# The window speaks German where the person does, and writes the very job that it writes in English:
# numbers have a point.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
[ -f /usr/share/i18n/locales/de_DE ] || exit 77
"$bin/lamina" do $scan resample spacing=6.5 : cast type=uint8 : save path="$work/slices/s%03d.png" >/dev/null 2>&1
"$bin/lamina" do $scan resample spacing=6.5 : save path="$work/volume.nrrd" >/dev/null 2>&1
mkdir locales
localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8

# make_job SPACING-X SPACING-Z USE STEP ADDED SAVED-AS: by the names of the language.
make_job() {
    start slices
    type_into "text:$1" 6.5
    type_into "text:$2" 6.25
    press "$3"
    shown "image:Axial..."
    go_to "list item:$4, ..." shift+Tab
    key Insert
    write "$5"
    key Return
    shown "list item:$6, ..."
    key ctrl+s
    shown "$7"
    key ctrl+a
    write "$work/job.xml"
    key Return
    sleep 1
    mv job.xml "$8"
    stop
}
make_job "Spacing, along x" "Spacing, from slice to slice" "Use this spacing" Input threshold \
    Threshold "Save the job as" english.xml
export LC_ALL=de_DE.UTF-8 LOCPATH=$work/locales
make_job "Abstand entlang x" "Abstand von Schicht zu Schicht" "Diese Abstände nehmen" Eingabe \
    schwellenwert Schwellenwert "Auftrag speichern unter" german.xml
cmp english.xml german.xml || fail "in German the job is written otherwise"
grep -q 'spacing="6.5 6.25"' german.xml || fail "the spacing is not in the job"

# Libraries read numbers with a point as well.
start volume.nrrd
shown "list item:Eingabe, fertig, 28 × 33 × 28..."
stop
no_stalls
