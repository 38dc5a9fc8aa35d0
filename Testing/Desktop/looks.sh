#!/bin/bash
# The window dark, in high contrast, at twice the pixels, and on a small screen, with large letters
# and in German: its text can be read, nothing is wider than the screen, and the 3D view is drawn at
# the screen's own pixels.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

scan=/usr/share/mricron/templates/ch2.nii.gz
[ -f $scan ] || exit 77
cat >job.xml <<JOB
<lamina version="1">
  <input path="$scan"/>
  <pipeline><resample spacing="4"/><contour value="otsu"/></pipeline>
</lamina>
JOB

# draw NAME SCREEN SETTING...: the window on a screen of this size, of which no screen reader is told:
# the bus is another display's.
draw() {
    env -u DISPLAY GTK_A11Y=none "${@:3}" xvfb-run -a -s "-screen 0 $2x24 -nolisten tcp" \
        "$bin/lamina-desktop" --screenshot "$work/$1.png" job.xml >"$1.out" 2>&1 || fail "$1: $(cat "$1.out")"
}
# readable NAME REGION: between the darkest and the brightest there at least 4.5, as WCAG asks of text.
readable() {
    local ratio
    ratio=$(convert "$1.png" -crop "$2" +repage -colorspace LinearGray -format '%[fx:(maxima+0.05)/(minima+0.05)]' info:)
    awk -v ratio="$ratio" 'BEGIN { exit !(ratio >= 4.5) }' || fail "$1: contrast $ratio in $2"
}
# fits NAME WIDTH HEIGHT
fits() {
    local width height
    read -r width height < <(identify -format '%w %h\n' "$1.png")
    if [ "$width" -gt "$2" ] || [ "$height" -gt "$3" ]; then
        fail "$1: $width x $height on a screen of $2 x $3"
    fi
}

draw light 1600x1000
read -r width height < <(identify -format '%w %h\n' light.png)
draw dark 1600x1000 ADW_DEBUG_COLOR_SCHEME=prefer-dark
draw contrast 1600x1000 ADW_DEBUG_HIGH_CONTRAST=1
draw small 800x600
mkdir large
echo "Xft.dpi: 144" >large/.Xdefaults # letters one and a half times as large
draw large 800x600 HOME="$work/large"
cmp -s small.png large.png && fail "the letters are not larger"
[ ! -f /usr/share/i18n/locales/de_DE ] || {
    mkdir locales
    localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8
    draw german 800x600 HOME="$work/large" LC_ALL=de_DE.UTF-8 LOCPATH="$work/locales"
    cmp -s large.png german.png && fail "the words are not German"
}
for name in small large german; do
    [ ! -f $name.png ] || fits $name 800 600
done
for name in light dark contrast small large; do
    readable $name 180x60+30+80   # the first step
    readable $name 120x40+30+40   # the pages
done
for name in light dark contrast small; do
    readable $name 100x12+44+119 # what stands back: the path
    readable $name 300x36+44+136 # a warning
done
brightness() { convert "$1.png" -crop 300x30+20+5 -format '%[fx:mean]' info:; }
awk -v a="$(brightness light)" -v b="$(brightness dark)" 'BEGIN { exit !(a > 0.7 && b < 0.4) }' || fail "dark is not dark"

# Twice as many pixels, and not the same ones twice.
draw double 3200x2000 GDK_SCALE=2
[ "$(identify -format '%w %h' double.png)" = "$((2 * width)) $((2 * height))" ] || fail "not twice $width x $height"
convert double.png -crop "600x600+$((width * 11 / 10))+160" +repage solid.png
convert solid.png -filter point -resize 50% -resize 200% again.png
differ=$(compare -metric AE solid.png again.png null: 2>&1) || true
[ "$differ" -gt 10000 ] || fail "the 3D view has no more detail at twice the pixels: $differ"
