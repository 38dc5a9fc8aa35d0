#!/usr/bin/python3
"""Writes Data/Colormaps/*.csv from their formulas and from the packages that hold the others.

Debian: python3-numpy python3-matplotlib (3.6.3) python3-colorcet (2.0.2) python3-pydicom
mricron-data. The two measured maps (parula, thermal) are not written: their files are the source.
Each file has one row of red,green,blue (0 to 255) for each entry. README.md there says where each
map comes from.
"""
import pathlib

import colorcet
import matplotlib
import numpy as np
import pydicom

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Data" / "Colormaps"
MRICRON = pathlib.Path("/usr/share/mricron/lut")

# Segments of MATLAB's maps, which round their corners to entries, so that 64 and 256 entries differ.


def jet(n):
    k = np.arange(1, n + 1)
    tent = lambda middle: np.clip(1.5 - np.abs(k - middle * n) / (n / 4), 0, 1)
    return np.stack([tent(0.75), tent(0.5), tent(0.25)], 1)


def hot(n):
    m, k = 3 * n // 8, np.arange(1, n + 1)
    return np.clip(np.stack([k / m, (k - m) / m, (k - 2 * m) / (n - 2 * m)], 1), 0, 1)


def gray(n):
    return np.repeat(np.linspace(0, 1, n)[:, None], 3, 1)


def bone(n):
    return (7 * gray(n) + hot(n)[:, ::-1]) / 8


def pink(n):
    return np.sqrt((2 * gray(n) + hot(n)) / 3)


def hsv(n):
    hue = 6 * np.arange(n)[:, None] / n
    return np.clip(np.abs((hue - np.array([0, 2, 4]) + 3) % 6 - 3) * -1 + 2, 0, 1)


def ramp(first, last):
    return np.linspace(first, last, 256)


def knots(rows):
    at, colours = np.array(rows)[:, 0], np.array(rows)[:, 1:] / 255
    x = np.linspace(0, at[-1], 256)
    return np.stack([np.interp(x, at, colours[:, c]) for c in range(3)], 1)


def copper(n):
    return np.clip(gray(n) * [1.25, 0.7812, 0.4975], 0, 1)


def octave_rainbow():
    return knots([(0, 255, 0, 0), (2, 255, 255, 0), (3, 0, 255, 0), (4, 0, 0, 255),
                  (5, 170, 0, 255)])


def octave_ocean():
    return knots([(0, 0, 0, 0), (85, 0, 0, 85), (170, 0, 127.5, 170), (255, 255, 255, 255)])


# As in Gnuplotting/blog-entries: what gnuplot's users draw MATLAB's jet with.
JET_GNUPLOT = [(0, 0, 0, 144), (1, 0, 15, 255), (2, 0, 144, 255), (3, 15, 255, 238),
               (4, 144, 255, 112), (5, 255, 238, 0), (6, 255, 112, 0), (7, 238, 0, 0),
               (8, 127, 0, 0)]

# Own knots, fitted to published renderings of the map (64ths, 8-bit colours).
PARULA_2014 = [
    (0, 53, 42, 135), (1, 54, 48, 147), (2, 54, 55, 160), (3, 53, 61, 173), (4, 50, 67, 186),
    (5, 44, 74, 199), (6, 32, 83, 212), (7, 15, 92, 221), (8, 3, 99, 225), (9, 2, 104, 225),
    (10, 4, 109, 224), (13, 16, 121, 218), (16, 21, 132, 212), (21, 7, 157, 208),
    (24, 6, 167, 198), (26, 9, 172, 190), (29, 28, 179, 175), (32, 55, 185, 158),
    (34, 77, 188, 146), (37, 113, 191, 128), (41, 156, 191, 110), (46, 201, 187, 93),
    (52, 249, 185, 69), (53, 253, 190, 61), (54, 255, 195, 55), (59, 245, 222, 33),
    (61, 244, 235, 24), (63, 249, 251, 14),
]

FORMULAS = {
    "jet": jet(256), "jet.64": jet(64), "hot": hot(256), "hot.64": hot(64), "gray": gray(256),
    "bone": bone(256), "pink": pink(256), "pink.64": pink(64), "hsv": hsv(256), "hsv.64": hsv(64),
    "copper": copper(256),
    "cool": ramp([0, 1, 1], [1, 0, 1]), "spring": ramp([1, 0, 1], [1, 1, 0]),
    "summer": ramp([0, 0.5, 0.4], [1, 1, 0.4]), "autumn": ramp([1, 0, 0], [1, 1, 0]),
    "winter": ramp([0, 0, 1], [0, 1, 0.5]),
    "red": ramp([0, 0, 0], [1, 0, 0]), "green": ramp([0, 0, 0], [0, 1, 0]),
    "blue": ramp([0, 0, 0], [0, 0, 1]), "cyan": ramp([0, 0, 0], [0, 1, 1]),
    "magenta": ramp([0, 0, 0], [1, 0, 1]), "yellow": ramp([0, 0, 0], [1, 1, 0]),
    "octave-rainbow": octave_rainbow(), "octave-ocean": octave_ocean(),
    "jet.gnuplot": knots(JET_GNUPLOT), "parula-2014": knots(PARULA_2014),
}

MATPLOTLIB = """
    viridis plasma inferno magma cividis twilight turbo coolwarm bwr seismic nipy_spectral rainbow
    ocean terrain gist_heat gist_earth gist_rainbow gist_ncar gist_stern gnuplot gnuplot2 afmhot
    cubehelix brg CMRmap Wistia RdBu RdGy RdYlBu RdYlGn Spectral PiYG PRGn BrBG PuOr Blues Greens
    Reds Oranges Purples BuGn BuPu GnBu OrRd PuBu PuBuGn PuRd RdPu YlGn YlGnBu YlOrBr YlOrRd
""".split()

COLORCET = {"bgy": "bgy", "bmy": "bmy", "cwr": "cwr", "isolum": "isolum", "kbc": "kbc",
            "colorwheel": "colorwheel", "cet_fire": "fire", "cet_coolwarm": "coolwarm",
            "cet_rainbow": "rainbow"}

LUTS = {"fire": "NIH_fire", "ice": "NIH_ice", "NIH": "NIH", "actc": "actc", "x_rain": "x_rain"}

DICOM = {"hot_iron": "hotiron", "pet": "pet", "hot_metal_blue": "hotmetalblue",
         "pet_20_step": "pet20step"}


def write(name, colours):
    rows = np.floor(np.clip(colours, 0, 1) * 255 + 0.5).astype(int)
    text = "".join(f"{r},{g},{b}\n" for r, g, b in rows)
    (FOLDER / f"{name}.csv").write_text(text)


def lut(path):
    return np.fromfile(path, np.uint8).reshape(3, 256).T / 255


def dicom(name):
    data = pydicom.dcmread(pathlib.Path(pydicom.__file__).parent / "data" / "palettes" / name)
    planes = [getattr(data, f"{c}PaletteColorLookupTableData") for c in ("Red", "Green", "Blue")]
    return np.stack([np.frombuffer(p, np.uint8)[:256] for p in planes], 1) / 255


def main():
    for name, colours in FORMULAS.items():
        write(name, colours)
    for name in MATPLOTLIB:
        write(name, matplotlib.colormaps[name](np.arange(256))[:, :3])
    write("jet.matplotlib", matplotlib.colormaps["jet"](np.arange(256))[:, :3])
    for name, theirs in COLORCET.items():
        rows = [bytes.fromhex(colour[1:]) for colour in colorcet.palette[theirs]]
        write(name, np.array([list(row) for row in rows]) / 255)
    for name, theirs in LUTS.items():
        write(name, lut(MRICRON / f"{theirs}.lut"))
    for name, theirs in DICOM.items():
        write(name, dicom(f"{theirs}.dcm"))


if __name__ == "__main__":
    main()
