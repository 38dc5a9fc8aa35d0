"""Which stacks of figures there are, and the arrays they show.

Every known map x {Octave, matplotlib} x {colour bar, none} x {small, medium, large array}. All else
(size of the figure, labels, limits, what is shown) is drawn by lot, with the stack's name as seed, so
that a stack is the same on every machine.
"""
import os
import random
import re

import numpy as np

SLICES = 3
ENCODINGS = ("png", "jpeg-75", "jpeg-95")
FIGURES = [(560, 420), (640, 480), (800, 600), (875, 656), (1000, 800), (1120, 840), (1200, 900)]
LIMITS = [(12, 60), (0, 1), (-40, 0), (0, 255), (-5.5, 9.1), (0, 18), (-1000, 3000), (20, 37.5)]


def read_map(path):
    """A table of colours, 0 to 1: the lines of three numbers of a text file."""
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            numbers = re.findall(r"[-+.\deE]+", line.split("#")[0])
            try:
                rows.append([float(n) for n in numbers[-3:]])
            except ValueError:
                continue  # the heading
    table = np.array([row for row in rows if len(row) == 3])
    return table / 255 if table.max() > 1 else table


def read_maps(folder):
    names = {os.path.splitext(f)[0]: f for f in sorted(os.listdir(folder))}
    return {n: read_map(os.path.join(folder, f)) for n, f in names.items() if f.endswith(".csv")}


def array_size(size, lot, figure):
    if size == "small":
        nx = lot.randint(24, 160)
        return nx, max(16, round(nx * lot.uniform(0.5, 1.3)))
    low, high = (0.2, 0.55) if size == "medium" else (1.1, 1.5)
    return tuple(round(side * lot.uniform(low, high)) for side in figure)


def stack(name, table, engine, bar, size):
    title = f"{name}-{engine}-{'bar' if bar else 'plain'}-{size}"
    lot = random.Random(title)
    figure = lot.choice(FIGURES)
    octave = engine == "octave"
    entries = lot.choice([64, len(table)]) if octave else len(table)
    colours = table[np.round(np.linspace(0, len(table) - 1, entries)).astype(int)]
    backwards = bar and lot.random() < 0.3  # only a bar can tell
    physical = lot.random() < 0.25
    nx, ny = array_size(size, lot, figure)
    content = lot.choice(["layers", "blobs", "ellipses"])
    return {
        "name": title, "map": name + ("_r" if backwards else ""), "engine": engine, "size": size,
        "colours": (colours[::-1] if backwards else colours).tolist(),
        "figure": figure, "array": (nx, ny), "limits": lot.choice(LIMITS),
        "content": content,
        "speckle": lot.choice([0 if content == "blobs" else 0.02, 0.01, 0.03, 0.08]), "correlated": lot.random() < 0.5,
        "extent": (0, nx * 0.01, 0, ny * 0.01) if physical else None,
        "equal": lot.random() < (0.3 if octave else 0.6),
        "title": lot.random() < 0.6, "labels": lot.random() < 0.6,
        "ticks": "out" if lot.random() < (0.2 if octave else 0.8) else "in",
        "bar": ("below" if lot.random() < 0.15 else "beside") if bar else "none",
        "print": lot.random() < 0.5,  # Octave: print, or the window's own pixels
        "interpolation": lot.choice(["antialiased", "nearest"]),  # matplotlib: its default, or none
    }


def all_stacks(folder, every=1):
    listed = [stack(name, table, engine, bar, size)
              for name, table in read_maps(folder).items()
              for engine in ("octave", "matplotlib")
              for bar in (False, True)
              for size in ("small", "medium", "large")]
    return listed[::every]


def layers(u, v, w):
    depth = v - (0.25 + 0.1 * np.sin(5 * u + 2 * w) + 0.04 * np.cos(11 * u - w))
    tissue = (0.9 + 0.1 * np.cos(35 * depth)) * np.exp(-1.5 * depth)
    return np.where(depth > 0, tissue, 0.05)


def blobs(u, v, w, lot):
    total = np.zeros(np.broadcast(u, v, w).shape)
    for _ in range(7):
        a, b, c = lot.uniform(0.1, 0.9, 3)
        width = lot.uniform(0.01, 0.06)
        total += lot.choice([-1, 1]) * np.exp(-((u - a) ** 2 + (v - b) ** 2 + (w - c) ** 2 / 4) / width)
    return total


def ellipses(u, v, w, lot):
    total = np.zeros(np.broadcast(u, v, w).shape)
    for _ in range(6):
        a, b = lot.uniform(0.25, 0.75, 2)
        p, q = lot.uniform(0.05, 0.3, 2)
        total[((u - a - 0.03 * w) / p) ** 2 + ((v - b) / q) ** 2 < 1] += lot.uniform(0.1, 0.4)
    return total


def volume(of):
    """The array behind a stack: (slices, ny, nx), float32, its least and greatest the limits."""
    lot = np.random.default_rng(sum(of["name"].encode()) + 1000 * len(of["name"]))
    nx, ny = of["array"]
    v, u = np.meshgrid((np.arange(ny) + 0.5) / ny, (np.arange(nx) + 0.5) / nx, indexing="ij")
    w = np.linspace(0, 1, SLICES)[:, None, None]
    if of["content"] == "layers":
        values = layers(u, v, w)
    else:
        values = (blobs if of["content"] == "blobs" else ellipses)(u, v, w, lot)
    noise = lot.normal(size=values.shape)
    if of["correlated"]:
        noise = (noise + np.roll(noise, 1, 1) + np.roll(noise, 1, 2)) / np.sqrt(3)
    values = values / np.ptp(values) + of["speckle"] * noise
    values = (values - values.min()) / np.ptp(values)
    low, high = of["limits"]
    return (low + (high - low) * values).astype(np.float32)
