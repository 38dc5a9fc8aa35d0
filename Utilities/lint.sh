#!/bin/bash
# Everything that can be said about the sources without running them. Says all it finds, then fails.
#     Utilities/lint.sh        or: cmake --build build/release --target lint
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
Utilities/setup.sh build lint || exit 1
build=build/release
cmake --preset release >/dev/null 2>&1 || cmake --preset release || exit 1

failed=()
check() { # check NAME COMMAND...
    local name=$1 start=$SECONDS
    shift
    if "$@"; then
        echo "lint: $name: ok ($((SECONDS - start)) s)"
    else
        echo "lint: $name: FAILED"
        failed+=("$name")
    fi
}

tracked() { git ls-files -z --cached --others --exclude-standard -- "$@"; }
parallel() { xargs -0 -r -P "$(nproc)" "$@"; }

layout() { tracked '*.c' '*.h' '*.cxx' '*.hxx' | parallel -n 50 clang-format --dry-run -Werror; }

# The analyser reads C only: ITK's and VTK's headers would take it minutes a file.
tidy() {
    tracked '*.c' | parallel -n 4 clang-tidy -p $build --quiet 2>/dev/null
}

cpp() {
    cppcheck --quiet --enable=warning,performance,portability --inline-suppr --std=c17 --std=c++17 \
        --suppress=missingIncludeSystem --suppress=assertWithSideEffect --library=posix --library=gtk --error-exitcode=1 -j "$(nproc)" \
        -I Modules/Core/include -I Modules/Op/include Modules Applications Testing
}

spelling() { tracked | parallel -n 200 codespell --ignore-words-list=nd,nin,ot,inout,te,countour,valeu,chek,unser --skip='*.png,*.po,*/german.sh'; }

# Cases of jobs that are no XML are named so.
xml() { tracked '*.xml' '*.xsd' ':!Testing/Cases/xml-*' | xargs -0 -r xmllint --nonet --noout; }

shell() { git grep --untracked -lzE '^#!/bin/(ba)?sh' | xargs -0 shellcheck; }

# banned WHERE REGEX INSTEAD: what is not to be called, and what to use. A line that says
# "allow: why" in a comment is let through.
banned() {
    local found
    # shellcheck disable=SC2086
    found=$(git grep --untracked -nE "(^|[^_[:alnum:].>])($2)" -- $1 | grep -v '/\* allow: ')
    [ -z "$found" ] && return
    printf '%s\n    instead: %s\n' "$found" "$3"
    return 1
}
calls() {
    local modules='Modules/*/src/*.[ch]' bad=0
    local sources="$modules Applications/*.[ch]"
    banned "$sources" '(strto[dflu]+l?|ato[fil]|v?s?scanf) *\(' 'lamina/number.h' || bad=1
    banned "$sources" '(v?sprintf|st[rp]n?cpy|strn?cat|strtok|gets) *\(' 'g_strdup_printf(), GString' || bad=1
    banned "$sources" '(system|popen|exec[lvpe]+|fork) *\(' 'nothing: Lamina starts no programs' || bad=1
    banned "$modules" '(creat|remove|tmpfile|mkstemp) *\(|fopen *\(.*"[wa]' 'lamina/output.h' || bad=1
    banned "$modules" '(malloc|calloc|realloc|aligned_alloc|free) *\([^)]' 'lm_alloc(), g_new(), g_free()' || bad=1
    banned "$modules" '(_?exit|abort|g_error) *\(' 'lm_fail()' || bad=1
    banned "$modules" '(v?printf|v?fprintf|f?puts|putchar|perror|g_print|g_printerr|g_message|g_warning) *\(' \
        'lm_context_warn(), lm_fail(): modules print nothing' || bad=1
    banned "$modules" '(s?rand|random|time|clock|gettimeofday|g_random_[a-z_]+|g_get_real_time) *\(' \
        'nothing: same input, same bytes' || bad=1
    return $bad
}

# No path of somebody's machine.
paths() { ! git grep --untracked -nIE '/(home|root|Users|work)/[[:alnum:]]'; }

check layout layout
check calls calls
check paths paths
check spelling spelling
check xml xml
check shell shell
check cppcheck cpp
check clang-tidy tidy

if [ ${#failed[@]} -gt 0 ]; then
    echo "lint: failed: ${failed[*]}"
    exit 1
fi
echo "lint: all well"
