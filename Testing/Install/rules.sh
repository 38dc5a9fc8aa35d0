#!/bin/bash
# One rule of the house, checked on the whole source tree; run from its top.
#     rules.sh headers-c|headers-c++|layers|bridges|share-of-c
set -euo pipefail
bad=0

# In the order in which data flows: a module may use those before it.
modules=(Core Op Ingest Plot Volume Surface Export Render Job)
for folder in Modules/*/; do
    name=$(basename "$folder")
    [[ " ${modules[*]} " == *" $name "* ]] || { echo "Modules/$name has no place in the order"; exit 1; }
done
includes=("${modules[@]/#/-IModules/}")
includes=("${includes[@]/%//include}")

# Every public header compiles alone, twice over, in this language.
headers() {
    local header glib number=0
    read -ra glib <<<"$(pkg-config --cflags glib-2.0 gio-2.0 json-glib-1.0)"
    for header in Modules/*/include/lamina/*.h; do
        printf '#include "lamina/%s"\n' "${header##*/}" "${header##*/}" |
            "$@" -fsyntax-only -Wall -Wextra -Werror "${includes[@]}" "${glib[@]}" - || bad=1
        number=$((number + 1))
    done
    echo "$number headers"
    [ "$number" -gt 0 ]
}

# The position of a module in the order; of Applications, after them all.
rank() {
    local i
    for i in "${!modules[@]}"; do
        [ "${modules[i]}" != "$1" ] || { echo "$i"; return; }
    done
    echo ${#modules[@]}
}

# A module includes public headers of those before it only, and nobody else's src/ or bridge/.
layers() {
    local file line header owner user number=0
    while IFS=: read -r file line; do
        header=$(sed 's/.*"lamina\/\(.*\)".*/\1/' <<<"$line")
        owner=$(echo Modules/*/include/lamina/"$header")
        [ -e "$owner" ] || { echo "$file: there is no one lamina/$header"; bad=1; continue; }
        owner=$(cut -d/ -f2 <<<"$owner")
        user=$(cut -d/ -f2 <<<"$file")
        if [ "$(rank "$owner")" -gt "$(rank "$user")" ]; then
            echo "$file: $user must not use lamina/$header, which belongs to $owner"
            bad=1
        fi
        number=$((number + 1))
    done < <(grep -rE '^ *# *include "lamina/' Modules Applications --include='*.[ch]' \
        --include='*.[ch]xx' --exclude-dir=test)
    if grep -rnE '# *include "(.*\.\./\.\./|Modules/)' Modules Applications; then
        echo "an include reaches into another place"
        bad=1
    fi
    echo "$number includes"
    [ "$number" -gt 0 ]
}

# ITK, VTK and C++ only in bridge/: those of tests, too, where ITK and VTK are the judge.
bridges() {
    local number
    if grep -rnE '# *include *[<"](itk|vtk|gdcm)' Modules Applications Testing Utilities \
        --include='*.[ch]*' --exclude-dir=bridge; then
        echo "ITK and VTK are included in bridge/ only"
        bad=1
    fi
    if find Modules Applications Testing Utilities -name '*.?xx' ! -path '*/bridge/*' | grep .; then
        echo "C++ lives in bridge/ only"
        bad=1
    fi
    number=$(grep -rlE '# *include *<(itk|vtk)' Modules/*/bridge | wc -l)
    echo "$number files in bridge/ use ITK or VTK"
    [ "$number" -gt 0 ]
}

# Lines that are neither blank nor only comment.
code_lines() {
    awk '
        { gsub(/\/\*[^*]*\*\//, "") }
        comment { if (!sub(/.*\*\//, "")) next; comment = 0 }
        sub(/\/\*.*/, "") { comment = 1 }
        { sub(/\/\/.*/, "") }
        /[^[:space:]]/ { lines++ }
        END { print lines + 0 }'
}
share_of_c() {
    local c cxx
    c=$(find Modules Applications Utilities -name '*.[ch]' ! -path '*/test/*' -exec cat {} + | code_lines)
    cxx=$(find Modules Applications Utilities -name '*.[ch]xx' ! -path '*/test/*' -exec cat {} + | code_lines)
    echo "$c lines of C, $cxx of C++: $((100 * c / (c + cxx))) % is C"
    [ $((100 * c)) -ge $((80 * (c + cxx))) ]
}

case $1 in
headers-c) headers "${CC:-cc}" -std=c17 -x c ;;
headers-c++) headers "${CXX:-c++}" -std=c++17 -x c++ ;;
layers) layers ;;
bridges) bridges ;;
share-of-c) share_of_c ;;
esac
exit $bad
