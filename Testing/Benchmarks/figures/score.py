#!/usr/bin/python3
"""Scores `unplot` on the figures of make.py, each stack in each encoding, with nothing but <unplot/>.

    score.py FOLDER LAMINA [--every N] [--jobs N] [--csv FILE] [--maps FOLDER]

map    the name of the map drawn, or of another of its family (jet.64, jet.gnuplot and jet.matplotlib are
       jet: one map to the eye, rounded in their own ways); backwards counts as wrong only where there is
       a bar, which alone can tell; the bar's own colours without a name are wrong: every map here is known
grid   the array's own size, of those of which the screen shows all samples
box    each edge of the image within one pixel
range  read from the bar, to 1 % of it
error  RMS of all values as a share of the range, of those with map and grid right: the median
A stack that is refused counts as wrong in all of these. Exit status 1 when a total misses its bar:
map 98 %, grid 95 %, box 98 %.
"""
import argparse
import concurrent.futures
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

import stacks

HERE = os.path.dirname(os.path.abspath(__file__))
BARS = {"map": 98, "grid": 95, "box": 98}
JOB = """<?xml version="1.0" encoding="UTF-8"?>
<lamina version="1">
  <input path="." spacing="1 1 1"/>
  <pipeline><unplot/><save path="values.nrrd"/></pipeline>
</lamina>
"""


def read_nrrd(path):
    with open(path, "rb") as file:
        heading, data = file.read().split(b"\n\n", 1)
    fields = dict(line.split(": ", 1) for line in heading.decode().splitlines() if ": " in line)
    if fields["encoding"] in ("gzip", "gz"):
        data = gzip.decompress(data)
    return np.frombuffer(data, "<f4").reshape([int(n) for n in fields["sizes"].split()][::-1])


def run(lamina, folder):
    """What the report says of unplot, and the values; or why there are none."""
    with tempfile.TemporaryDirectory() as out:
        job, report = os.path.join(out, "job.xml"), os.path.join(out, "report.json")
        with open(job, "w", encoding="utf-8") as file:
            file.write(JOB)
        done = subprocess.run([lamina, "run", job, "--input", folder, "--output-dir", out, "--threads", "1",
                               "--report", report], capture_output=True, timeout=120, check=False)
        if done.returncode:
            return None, None, done.stderr.decode().strip().splitlines()[-1:]
        with open(report, encoding="utf-8") as file:
            steps = json.load(file)["steps"]
        facts = next(step for step in steps if step["op"] == "unplot")
        return facts, read_nrrd(os.path.join(out, "values.nrrd")), None


def same_map(drawn, named, either_way):
    def family(name):
        forwards = name.removesuffix("_r")
        return forwards.split(".")[0], forwards != name

    (a, a_backwards), (b, b_backwards) = family(drawn), family(named)
    return a == b and (either_way or a_backwards == b_backwards)


def read_off(facts):
    """Whether the values are in the units of the bar, not 0 to 1 of the map."""
    return facts["range_source"].startswith("colour bar")


def rms(truth, facts, values):
    """As a share of the range; without a bar the map's own 0 to 1, either way round."""
    low, high = truth["limits"]
    wanted = (stacks.volume(truth) - low) / (high - low)
    if read_off(facts):
        values = [(values - low) / (high - low)]
    else:
        values = [values, 1 - values]
    return min(float(np.sqrt(np.nanmean((v - wanted) ** 2))) for v in values)


def all_shown(truth):
    """Whether no sample was left out for want of pixels."""
    x0, y0, x1, y1 = truth["box"]
    return truth["array"][0] <= x1 - x0 and truth["array"][1] <= y1 - y0


def judge(truth, facts, values):
    bar = truth["bar"] != "none"
    size = list(values.shape[::-1][:2])
    score = {
        "map": same_map(truth["map"], facts["map"], not bar),
        "box": max(abs(a - b) for a, b in zip(truth["box"], facts["box"])) <= 1,
        "grid": size == truth["array"] if all_shown(truth) else None,
        "range": None, "error": None,
    }
    low, high = truth["limits"]
    if bar:
        score["range"] = read_off(facts) and max(
            abs(facts["value_range"][0] - low), abs(facts["value_range"][1] - high)) <= 0.01 * (high - low)
    if score["map"] and size == truth["array"] and (not read_off(facts) or score["range"]):
        score["error"] = rms(truth, facts, values)
    return score


def score_one(name, encoding, options):
    folder = os.path.join(options.folder, name)
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    try:
        facts, values, why = run(options.lamina, os.path.join(folder, encoding))
    except subprocess.TimeoutExpired:
        facts, values, why = None, None, ["no end within 120 s"]
    line = {"stack": name, "encoding": encoding, "bar": truth["bar"], "size": truth["size"],
            "engine": truth["engine"], "drawn": truth["map"], "array": truth["array"], "image": truth["box"]}
    if truth["engine"] == "matplotlib":
        line["engine"] += ", " + truth["interpolation"]
    if why is None:
        line.update(judge(truth, facts, values))
        line.update(found=facts["map"], found_array=facts["source_size"], found_box=facts["box"], why="")
    else:
        bar = truth["bar"] != "none" or None
        grid = False if all_shown(truth) else None
        line.update(map=False, grid=grid, box=False, range=bar and False, error=None, why=" ".join(why))
    return line


def share(lines, what):
    counted = [line[what] for line in lines if line[what] is not None]
    return 100 * sum(counted) / len(counted) if counted else float("nan")


def row(title, lines):
    errors = [line["error"] for line in lines if line["error"] is not None]
    shares = " ".join(f"{share(lines, what):6.1f}" for what in ("map", "grid", "box", "range"))
    error = 100 * float(np.median(errors)) if errors else float("nan")
    print(f"{title:<30}{len(lines):>6} {shares} {error:7.2f}")


def table(lines):
    print(f"{'':<30}series  map %  grid%  box % range% error%")
    for key in ("encoding", "engine", "size", "bar"):
        for value in sorted({line[key] for line in lines}):
            row(f"{key} {value}", [line for line in lines if line[key] == value])
    row("all", lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("lamina")
    parser.add_argument("--maps", default=os.path.join(HERE, "../../../Data/Colormaps"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--csv")
    options = parser.parse_args()
    wanted = [of["name"] for of in stacks.all_stacks(options.maps, options.every)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        pending = [pool.submit(score_one, name, encoding, options)
                   for name in wanted for encoding in stacks.ENCODINGS]
        lines = [future.result() for future in pending]
    if options.csv:
        columns = list(dict.fromkeys(key for line in lines for key in line))
        with open(options.csv, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(lines)
    table(lines)
    sys.exit(any(share(lines, what) < bar for what, bar in BARS.items()))


if __name__ == "__main__":
    main()
