#!/bin/bash
# Installs what is missing on Debian 12; does nothing, and at once, when all is there.
#     Utilities/setup.sh [build|demo|test|lint|figures]...       build alone when nothing is said
# Installing needs root: as root, or through sudo, and says so first.
set -euo pipefail

packages_of() {
    case $1 in
    build) echo build-essential cmake ninja-build ccache pkg-config libglib2.0-dev libjson-glib-dev \
        libxml2-dev libinsighttoolkit5-dev libvtk9-dev libegl-dev libgl1-mesa-dri zlib1g-dev \
        libpng-dev libspng-dev libjpeg-dev libtiff-dev libmatio-dev libcairo2-dev \
        libtesseract-dev tesseract-ocr-eng libgtk-4-dev libadwaita-1-dev ;;
    demo) echo mricron-data ;;
    test) echo mricron-data libxml2-utils time xvfb xauth xdotool x11-apps dbus at-spi2-core \
        libatspi2.0-dev imagemagick desktop-file-utils appstream shared-mime-info gettext \
        locales xserver-xorg-core xserver-xorg-video-dummy ;;
    figures) echo octave xvfb xauth fonts-freefont-otf python3-matplotlib python3-numpy python3-pil ;;
    lint) echo clang-format clang-tidy cppcheck codespell shellcheck libxml2-utils git ;;
    *)
        echo "setup.sh: there is no group \"$1\"; there are build, demo, test, lint and figures" >&2
        exit 2
        ;;
    esac
}

wanted=()
for group in "${@:-build}"; do
    list=$(packages_of "$group")
    read -ra names <<<"$list"
    wanted+=("${names[@]}")
done

if ! command -v dpkg-query >/dev/null; then
    echo "setup.sh knows Debian only. Needed, by their Debian names: ${wanted[*]}" >&2
    exit 1
fi
installed=" $(dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' |
    sed -n 's/^\([^ :]*\)[^ ]* installed$/\1/p' | tr '\n' ' ') "
missing=()
for name in "${wanted[@]}"; do
    [[ $installed == *" $name "* ]] || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Missing here; installing it with: ${as_root[*]} apt-get install ${missing[*]}"
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}" </dev/null >/dev/null
