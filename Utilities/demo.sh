#!/bin/bash
# From slices to a surface, a volume and a picture.
#     Utilities/demo.sh [oct] [FOLDER]        results go there; ./lamina-demo when nothing is said
# Installs what is missing, builds Lamina, and reconstructs a real MR scan of a head (Debian's package
# mricron-data) from a series of PNG slices with Data/Samples/head.xml; or, with oct, an OCT scan from
# ten figures of it, as MATLAB exports them, with Data/Samples/oct-plots.xml.
set -euo pipefail
what=${1:-}
[ "$what" != oct ] || shift
folder=$(realpath -m "${1:-lamina-demo}")
cd "$(dirname "$0")/.."
lamina=build/release/bin/lamina

prepare() { # prepare GROUP...
    Utilities/setup.sh "$@"
    [ -f build/release/build.ninja ] || cmake --preset release >/dev/null
    cmake --build build/release --target lamina
}

# run_job JOB SLICES MESH: ends with what was made and measured, and how to repeat it.
run_job() {
    local job=$1 slices=$2 mesh=$3 made
    echo "Job: $job"
    made=$($lamina run "$job" --input "$slices" --output-dir "$folder")
    echo
    echo "Made from $slices:"
    echo "$made"
    echo
    echo "The surface measures:"
    $lamina measure "$folder/$mesh"
    echo
    echo "The same with a folder of your own (spacing in mm: x, y, and from slice to slice):"
    echo "    $PWD/$lamina run $PWD/$job \\"
    echo "        --input YOUR-FOLDER --set input.spacing=\"1 1 1\" --output-dir RESULTS"
}

head_of_slices() {
    local scan=/usr/share/mricron/templates/ch2.nii.gz
    prepare build demo
    echo "Slices: from $scan"
    # The scan begins at the back and on the left; pictures begin at the front and on the right.
    $lamina "do" $scan flip axis="x y" keep=world : save path="$folder/slices/%03d.png" >/dev/null
    run_job Data/Samples/head.xml "$folder/slices" head.stl
}

oct_of_figures() {
    prepare build
    echo "Figures: Data/Samples/oct-plots"
    run_job Data/Samples/oct-plots.xml Data/Samples/oct-plots skin.stl
    echo
    echo "Spacing is that of the array that was plotted, not of the figure's pixels. Where the array itself"
    echo "is still there, it holds more than its figures: save('scan.mat', 'A') in MATLAB or Octave, take"
    echo "<unplot/> out of the job, and give it scan.mat as --input."
}

if [ "$what" = oct ]; then oct_of_figures; else head_of_slices; fi
