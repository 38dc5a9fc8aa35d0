#!/bin/bash
# Installed into a folder of its own, the desktop starts from there, with its icon, its translations
# and the types of files that it opens.
# What desktop.sh sets and does:
# shellcheck disable=SC1010,SC1091,SC2154,SC2164
. "$(dirname "$0")/desktop.sh"
cd "$work"
not_sanitized

prefix=$work/prefix share=$work/prefix/share id=org.lamina.Lamina
cmake --install "$bin/.." --prefix "$prefix" >install.out 2>&1 || fail "cmake --install: $(tail -5 install.out)"
for file in applications/$id.desktop metainfo/$id.metainfo.xml mime/packages/$id.xml \
    icons/hicolor/scalable/apps/$id.svg icons/hicolor/symbolic/apps/$id-symbolic.svg; do
    [ -f "$share/$file" ] || fail "$file is not installed"
done
export XDG_DATA_DIRS=$share:/usr/local/share:/usr/share

# Each type that the entry and the metainfo name is known to the system, or declared here.
update-mime-database "$share/mime" 2>mime.out || fail "update-mime-database: $(cat mime.out)"
types=$(sed -n 's/^MimeType=//p' "$share/applications/$id.desktop" | tr ';' '\n' | sed '/^$/d' | sort)
[ "$types" = "$(sed -n 's/.*<mediatype>\(.*\)<.*/\1/p' "$share/metainfo/$id.metainfo.xml" | sort)" ] ||
    fail "the entry and the metainfo name other types"
for type in $types; do
    [ -f "$share/mime/$type.xml" ] || [ -f "/usr/share/mime/$type.xml" ] || fail "nobody declares $type"
done
is_a() { # is_a TYPE FILE
    local type
    type=$(gio info -a standard::content-type "$2" | sed -n 's/.*content-type: //p')
    [ "$type" = "$1" ] || fail "$2 is taken for $type"
}
cat >job.lamina.xml <<JOB
<?xml version="1.0" encoding="UTF-8"?>
<lamina version="1">
  <input path="volume.nrrd"/>
  <pipeline/>
</lamina>
JOB
echo '<?xml version="1.0"?><other/>' >other.xml
convert -size 20x20 xc:gray -fill white -draw 'circle 10,10 10,4' s1.png
cp s1.png s2.png
for volume in volume.nrrd volume.mha volume.nii volume.nii.gz volume.vtk; do
    "$bin/lamina" do "s?.png" spacing="0.5 0.5 1" save path=$volume >run.out 2>&1 || rm -f $volume
done
is_a application/x-lamina-job+xml job.lamina.xml
is_a application/xml other.xml
is_a application/x-nrrd volume.nrrd
is_a application/x-metaimage volume.mha
is_a application/x-nifti volume.nii
is_a application/x-nifti-compressed volume.nii.gz

# It starts from there, and speaks.
cp "$bin/accessible" "$prefix/bin/"
bin=$prefix/bin
start job.lamina.xml
shown "list item:Input, done, 20 × 20 × 2..."
[ "$(readlink "/proc/$desktop_pid/exe")" = "$bin/lamina-desktop" ] || fail "another program was started"
stop
if [ -f /usr/share/i18n/locales/de_DE ]; then
    mkdir locales
    localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8
    export LC_ALL=de_DE.UTF-8 LOCPATH=$work/locales
    start job.lamina.xml
    shown "list item:Eingabe, fertig, 20 × 20 × 2..."
    stop
fi
no_stalls
