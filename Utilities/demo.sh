#!/bin/bash
# From slices to a surface, a volume and a picture, on a real MR scan of a head.
#     Utilities/demo.sh [FOLDER]        results go there; ./lamina-demo when nothing is said
# Installs what is missing, builds Lamina, writes the scan (Debian's package mricron-data) as a
# series of PNG slices, and reconstructs the head from these slices alone with Data/Samples/head.xml.
set -euo pipefail
folder=$(realpath -m "${1:-lamina-demo}")
cd "$(dirname "$0")/.."

Utilities/setup.sh build demo
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build build/release --target lamina
lamina=build/release/bin/lamina
scan=/usr/share/mricron/templates/ch2.nii.gz

echo "Slices: from $scan"
# The scan begins at the back and on the left; pictures begin at the front and on the right.
$lamina "do" $scan flip axis="x y" keep=world : save path="$folder/slices/%03d.png" >/dev/null
echo "Job: Data/Samples/head.xml"
made=$($lamina run Data/Samples/head.xml --input "$folder/slices" --output-dir "$folder")

echo
echo "Made from the slices in $folder/slices:"
echo "$made"
echo
echo "The surface measures:"
$lamina measure "$folder/head.stl"
echo
echo "The same with a folder of your own (spacing in mm: x, y, and from slice to slice):"
echo "    $PWD/$lamina run $PWD/Data/Samples/head.xml \\"
echo "        --input YOUR-FOLDER --set input.spacing=\"1 1 1\" --output-dir RESULTS"
