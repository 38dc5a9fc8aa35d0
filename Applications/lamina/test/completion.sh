#!/bin/bash
# What the Tab key offers.
#     completion.sh FILE-OF-THE-COMPLETION
set -uo pipefail
# shellcheck source=/dev/null
source "$1"
# shellcheck disable=SC2317 # the completion calls it; Bash's own works only while Bash completes
compopt() { :; }
bad=0

# offers WANTED WORD...: the words of a line as Bash cuts it, the cursor at the end of the last.
offers() {
    local wanted=$1
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _lamina
    # shellcheck disable=SC2053 # a pattern
    [[ "${COMPREPLY[*]}" == $wanted ]] || { echo "$*: ${COMPREPLY[*]}, not $wanted"; bad=1; }
}

offers "*run*info*check*measure*" lamina ""
offers "measure" lamina me
offers "--threads" lamina run --th
offers "--json --variable --help" lamina info --
offers "auto bar json slicer none" lamina run --progress ""
offers "json" lamina "do" in crop --progress j
offers "contour" lamina ops con
offers "" lamina run job
offers "" lamina "do" in
offers "crop" lamina "do" in.nrrd cr
offers "spacing=" lamina "do" in.nrrd spa
offers "box=" lamina "do" in.nrrd crop b
offers "voxel mm" lamina "do" in.nrrd crop unit =
offers "mm" lamina "do" in.nrrd crop unit = m
offers "true false" lamina "do" in.nrrd contour close = ""
offers "interpolator=" lamina "do" in.nrrd crop unit = mm : resample in
offers "resample render" lamina "do" in.nrrd crop unit = mm : re
exit $bad
