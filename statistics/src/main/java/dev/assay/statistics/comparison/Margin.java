// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

/**
 * A difference against a margin delta that was declared beforehand. The interval of confidence 1 -
 * 2 alpha says the same: not inferior if it lies above -delta, equivalent if within (-delta,
 * delta).
 *
 * @param margin delta, above 0
 * @param pFirstNotInferior of H0: difference <= -delta
 * @param pSecondNotInferior of H0: difference >= delta
 * @param pEquivalent the larger of both: two one-sided tests, D. J. Schuirmann, J. Pharmacokinet.
 *     Biopharm. 15 (1987) 657-680
 * @param pEquivalentWald the same from the standard error and the normal distribution
 * @param interval that says the same
 * @param confidence of the interval, 1 - 2 alpha; alpha is the level of one test of the family
 */
public record Margin(
    double margin,
    double pFirstNotInferior,
    double pSecondNotInferior,
    double pEquivalent,
    double pEquivalentWald,
    Difference.Ends interval,
    double confidence) {}
