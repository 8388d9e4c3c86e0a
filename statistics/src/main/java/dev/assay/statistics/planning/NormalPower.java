// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

/** The power of a normal test of a difference with a known standard error. */
final class NormalPower {
  private NormalPower() {}

  /**
   * @param difference the truth, first minus second
   * @param error standard error, above 0
   */
  static double of(Goal.Finding goal, double difference, double error) {
    return switch (goal) {
      case Goal.Difference ignored -> above(difference, error, goal.alpha() / 2);
      case Goal.NotInferior not -> above(difference + not.margin(), error, goal.alpha());
      // two one-sided tests: D. J. Schuirmann, J. Pharmacokinet. Biopharm. 15 (1987) 657-680
      case Goal.Equivalent same ->
          Math.max(
              0,
              above(difference + same.margin(), error, goal.alpha())
                  + above(same.margin() - difference, error, goal.alpha())
                  - 1);
    };
  }

  private static double above(double distance, double error, double tail) {
    return NormalPairs.NORMAL.cumulativeProbability(
        distance / error - NormalPairs.NORMAL.inverseSurvivalProbability(tail));
  }
}
