#!/usr/bin/python3
"""Draws figures whose truth is known, to score `unplot` on.

    make.py FOLDER [--maps FOLDER] [--every N] [--jobs N]

For each stack of stacks.py, FOLDER/STACK holds png, jpeg-75 (4:2:0) and jpeg-95, each with the same
figures, and truth.json: map, size of the array, limits, and the measured places of image and bar (pixel
edges). The array itself is stacks.volume(). A stack that is there is not drawn again; --every N draws
each Nth only. Needs the Debian packages of `Utilities/setup.sh figures`.
"""
import argparse
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

import stacks

HERE = os.path.dirname(os.path.abspath(__file__))
AT_ONCE = 12  # stacks for one run of Octave


def draw_with_octave(listed, folder):
    """Draws several stacks into folder/NAME."""
    with tempfile.TemporaryDirectory() as scratch:
        for of in listed:
            of["data"] = os.path.join(scratch, of["name"])
            of["folder"] = os.path.join(folder, of["name"])
            stacks.volume(of).tofile(of["data"])
        listing = os.path.join(scratch, "list.json")
        with open(listing, "w", encoding="utf-8") as file:
            json.dump(listed, file)
        subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1600x1200x24", "octave", "--no-gui", "-qf",
                        os.path.join(HERE, "draw.m"), listing],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                       env=dict(os.environ, XDG_RUNTIME_DIR=scratch))


def compose(plt, of, values, colours):
    figure = plt.figure(figsize=(of["figure"][0] / 100, of["figure"][1] / 100), dpi=100)
    axes = figure.add_subplot()
    extent = of["extent"] and (0, of["extent"][1], of["extent"][3], 0)
    image = axes.imshow(values, cmap=colours, vmin=of["limits"][0], vmax=of["limits"][1], extent=extent,
                        aspect="equal" if of["equal"] else "auto", interpolation=of["interpolation"])
    axes.tick_params(direction=of["ticks"])
    if of["bar"] == "none":
        return figure, axes, None
    orientation = "vertical" if of["bar"] == "beside" else "horizontal"
    return figure, axes, figure.colorbar(image, orientation=orientation)


def draw_with_matplotlib(of, folder):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.colors import ListedColormap
    here = os.path.join(folder, of["name"])
    for k, values in enumerate(stacks.volume(of), 1):
        figure, axes, _ = compose(plt, of, values, ListedColormap(of["colours"]))
        if of["title"]:
            axes.set_title(f"B-scan {k}")
        if of["labels"]:
            axes.set_xlabel("Lateral")
            axes.set_ylabel("Depth")
        figure.savefig(os.path.join(here, f"{k:02d}.png"))
        plt.close(figure)
    figure, axes, bar = compose(plt, of, values, ListedColormap([(1, 0, 1)]))
    axes.axis("off")
    if bar:
        bar.ax.axis("off")
        bar.outline.set_visible(False)
    figure.savefig(os.path.join(here, "places.png"))
    plt.close(figure)


def runs(flags):
    """Where a row of flags is set: (first, end) of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(int), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def places(path, bar):
    """The boxes of the image and of the bar, from the figure drawn in magenta."""
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    magenta = (pixels[..., 1] < 128) & (pixels[..., 0] > 128)
    columns, rows = runs(magenta.any(0)), runs(magenta.any(1))
    if bar == "beside":
        (x, bar_x), (y, bar_y) = columns, (runs(magenta[:, columns[0][0]])[0], runs(magenta[:, columns[1][0]])[0])
    elif bar == "below":
        (y, bar_y), (x, bar_x) = rows, (runs(magenta[rows[0][0]])[0], runs(magenta[rows[1][0]])[0])
    else:
        (x,), (y,), bar_x = columns, rows, None
    box = [x[0], y[0], x[1], y[1]]
    return box, bar_x and [bar_x[0], bar_y[0], bar_x[1], bar_y[1]]


def finish(of, folder):
    """From the PNG figures to the encodings and the truth; the stack then has its name."""
    here = os.path.join(folder, of["name"])
    box, bar_box = places(os.path.join(here, "places.png"), of["bar"])
    os.remove(os.path.join(here, "places.png"))
    figures = sorted(f for f in os.listdir(here) if f.endswith(".png"))
    for encoding in stacks.ENCODINGS:
        os.mkdir(os.path.join(here, encoding))
    for figure in figures:
        picture = Image.open(os.path.join(here, figure)).convert("RGB")
        stem = figure[:-4]
        picture.save(os.path.join(here, "jpeg-75", stem + ".jpg"), quality=75, subsampling=2)
        picture.save(os.path.join(here, "jpeg-95", stem + ".jpg"), quality=95)
        picture.save(os.path.join(here, "png", figure))
        os.remove(os.path.join(here, figure))
    truth = {key: of[key] for key in of if key not in ("data", "folder")}
    truth.update(box=box, bar_box=bar_box)
    with open(os.path.join(here, "truth.json"), "w", encoding="utf-8") as file:
        json.dump(truth, file)
    os.rename(here, here.replace(os.sep + "drawing" + os.sep, os.sep))


def draw(listed, folder):
    drawing = os.path.join(folder, "drawing")
    for of in listed:
        shutil.rmtree(os.path.join(drawing, of["name"]), ignore_errors=True)
        os.makedirs(os.path.join(drawing, of["name"]))
    if listed[0]["engine"] == "octave":
        draw_with_octave(listed, drawing)
    else:
        for of in listed:
            draw_with_matplotlib(of, drawing)
    for of in listed:
        finish(of, drawing)
    return len(listed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--maps", default=os.path.join(HERE, "../../../Data/Colormaps"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    wanted = stacks.all_stacks(options.maps, options.every)
    missing = [of for of in wanted if not os.path.isdir(os.path.join(options.folder, of["name"]))]
    chunks = []
    for engine in ("octave", "matplotlib"):
        of_engine = [of for of in missing if of["engine"] == engine]
        chunks += [of_engine[i:i + AT_ONCE] for i in range(0, len(of_engine), AT_ONCE)]
    print(f"{len(wanted)} stacks, {len(missing)} of them to be drawn", flush=True)
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        pending = [pool.submit(draw, chunk, options.folder) for chunk in chunks]
        done = 0
        for future in concurrent.futures.as_completed(pending):
            try:
                done += future.result()
            except subprocess.CalledProcessError as failure:
                sys.exit(f"Octave failed:\n{failure.stderr.decode()}")
            print(f"{done} drawn", flush=True)
    shutil.rmtree(os.path.join(options.folder, "drawing"), ignore_errors=True)


if __name__ == "__main__":
    main()
