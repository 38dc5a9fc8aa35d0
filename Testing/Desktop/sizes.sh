#!/bin/bash
# What files do not say of their size is asked for, and no more: of DICOM slices at uneven positions
# the size of pixels. What is no number is refused in words.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC1111,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

"$bin/make-slices" all/%02d.dcm spacing=0.5,0.5,2 type=int16 content=ramp 2>make.out
mkdir slices
for i in 0 1 3 6; do # without PixelSpacing
    perl -pe 's/\x28\x00\x30\x00/\x28\x00\x31\x00/' all/0$i.dcm >slices/$i.dcm
done

start slices
shown "How large is it?"
shown "The files do not say how large a pixel is. By their positions the slices are 2 to 6 mm apart..."
gone "text:Spacing, from slice to slice" 2
type_into "text:Spacing, along x" 0,0117
shown "“0,0117”: a number has a point here: 0.0117"
type_into "text:Spacing, along x" "11.7 um"
shown "“11.7 um”: type the number alone, and choose its unit beside it."
type_into "text:Spacing, along x" -1
shown "“-1” cannot be: a size is above zero."
type_into "text:Spacing, along x" 0.25
gone "“-1” cannot be..."
type_into "text:Spacing, along y; empty: as along x" 0.5
shown "The volume measures 4 × 8 × 16 mm."
press "Use this spacing"
shown "image:Axial slice 3 of 4"
save_as job.xml
grep -q 'spacing="0.25 0.5"' job.xml || fail "the job says another spacing: $(cat job.xml)"
stop
no_stalls
