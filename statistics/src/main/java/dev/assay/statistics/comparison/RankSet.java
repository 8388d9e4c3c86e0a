package dev.assay.statistics.comparison;

/**
 * The ranks a cell may have, 1 for the best: 1 + number of cells that are surely better, to M -
 * number of those surely worse, by simultaneous intervals of all pairs. All sets of a table hold at
 * once with the stated confidence: M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, Rev.
 * Econ. Stud. 91 (2024) 476-518. Ranks counted in resamples have no such property.
 *
 * @param cell its name
 * @param best in 1..worst
 * @param worst at most the number of cells
 */
public record RankSet(String cell, int best, int worst) {}
