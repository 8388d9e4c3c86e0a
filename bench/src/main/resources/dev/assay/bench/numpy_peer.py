"""numpy's part of the comparison: percentile intervals by resampling the cells of a confusion matrix.

Arguments: images, resamples, cells of the 2 x 2 matrix row after row. Each line on stdin, `cells N`, is N times
the intervals of accuracy and weighted F1, answered by: measured AMOUNT WALL CPU PEAK VALUES...
"""
import sys
import time

import numpy as np


def metrics(cells):
    total = cells.sum(axis=1)
    tn, fp, fn, tp = cells.T
    f1 = np.stack([2 * tn / (2 * tn + fp + fn), 2 * tp / (2 * tp + fp + fn)])
    weights = np.stack([tn + fp, fn + tp])
    return (tn + tp) / total, (f1 * weights).sum(axis=0) / total


def peak():
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main():
    images, resamples = int(sys.argv[1]), int(sys.argv[2])
    shares = np.array(sys.argv[3:7], dtype=float) / images
    random = np.random.default_rng(1)
    for line in sys.stdin:
        times = int(line.split()[1])
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(times):
            ends = [np.percentile(m, [2.5, 97.5]) for m in metrics(random.multinomial(images, shares, resamples))]
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print("measured", times, wall, cpu, peak(), *np.concatenate(ends), flush=True)


main()
