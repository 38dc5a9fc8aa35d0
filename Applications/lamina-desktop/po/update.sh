#!/bin/bash
# Gathers the texts of the desktop into lamina.pot and merges them into every language; with --check,
# says what is out of date or wrong, and fails. Run by the target pot and by a test.
#     po/update.sh [--check]
set -euo pipefail
cd "$(dirname "$0")/.."
command -v xgettext >/dev/null || exit 77
new=$(mktemp)
trap 'rm -f "$new"' EXIT
LC_ALL=C xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
    --keyword=ngettext:1,2 --add-location=file --sort-by-file --package-name=lamina \
    --copyright-holder="the authors of Lamina" --output="$new" ./*.c po/operations.txt
sed -i -e '/^"POT-Creation-Date/d' -e 's|^#: \./|#: |; s| \./| |g' "$new"

if [ "${1:-}" != --check ]; then
    cat "$new" >po/lamina.pot
    for language in po/*.po; do
        msgmerge --quiet --update --backup=off --no-fuzzy-matching "$language" po/lamina.pot
    done
    exit
fi
wrong=0
cmp -s "$new" po/lamina.pot || {
    diff -u po/lamina.pot "$new" | head -20
    echo "po/lamina.pot is out of date; run: cmake --build build/release --target pot"
    wrong=1
}
for language in po/*.po; do
    msgfmt --check --output-file=/dev/null "$language" || wrong=1
done
exit $wrong
