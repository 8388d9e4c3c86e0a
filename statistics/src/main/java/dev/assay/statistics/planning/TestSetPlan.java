// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.intervals.UnitsNeeded;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.planning.Formulas.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many patients a test set needs. A formula gives the first number where there is one. Then
 * test sets are drawn: if what the intervals and tests of this library give in them is the wanted
 * width or power within two Monte Carlo errors, the number of the formula stands; else it is
 * changed until they reach the goal.
 *
 * @param patients the plan
 * @param images expected
 * @param goal what they are for
 * @param metric of the goal
 * @param byFormula null where there is none
 * @param simulated of the plan; null if nothing was drawn
 * @param assumptions one sentence each
 * @param notes for the reader of the plan
 */
public record TestSetPlan(
    int patients,
    double images,
    Goal goal,
    Metric metric,
    @Nullable ByFormula byFormula,
    @Nullable Simulated simulated,
    List<String> assumptions,
    List<String> notes) {
  /** More images are not drawn: a set of them takes minutes. */
  public static final int MOST_IMAGES = 1_000_000;

  private static final int MOST_PATIENTS = 50_000_000;
  private static final double IMAGES_IN_ALL = 1e8;
  private static final int FEWEST_SETS = 100;
  private static final int FIRST = 50;
  private static final int LEAST_PATIENTS = 4;
  private static final int STEPS = 16;
  private static final double NEAR = 0.01;
  private static final double AGREES = 2;

  public TestSetPlan {
    assumptions = List.copyOf(assumptions);
    notes = List.copyOf(notes);
  }

  /**
   * @param name with its source
   * @param patients smallest number by the formula alone
   * @param value width or power of that number
   */
  public record ByFormula(String name, int patients, double value) {}

  /**
   * One number of patients.
   *
   * @param byFormula width or power; null without a formula
   * @param simulated likewise; null if nothing was drawn
   */
  public record Point(
      int patients, double images, @Nullable Double byFormula, @Nullable Simulated simulated) {}

  /**
   * @param sets test sets that are drawn for a number of patients; 0 for a formula alone
   * @param seed the same seed gives the same plan on every machine
   * @throws IllegalArgumentException if the metric has no plan of this kind, if there is neither a
   *     formula nor a simulation, or if no number of patients reaches the goal
   */
  public static TestSetPlan of(
      Goal goal, Metric metric, Population population, int sets, long seed) {
    check(goal, metric, population);
    Optional<Formula> formula = Formulas.of(goal, metric, population);
    if (formula.isEmpty() && sets == 0) {
      throw new IllegalArgumentException(
          metric.key() + " has no formula for this goal: it needs simulated sets");
    }
    int least = least(metric, population);
    List<String> notes = new ArrayList<>();
    @Nullable ByFormula first = formula.map(of -> solved(of, goal, least)).orElse(null);
    int from = first == null ? Math.max(least, FIRST) : first.patients();
    if (sets == 0) {
      return plan(from, goal, metric, population, first, null, notes);
    }
    if (first != null && from * population.imagesPerPatient() > MOST_IMAGES) {
      notes.add("more than " + MOST_IMAGES + " images: by the formula alone, nothing was drawn");
      return plan(from, goal, metric, population, first, null, notes);
    }
    Search search = new Search(goal, metric, population, sets, seed, least);
    Found found = search.from(from, first == null ? 0 : AGREES);
    if (found.patients() == least && least > LEAST_PATIENTS) {
      notes.add(least + " patients are needed for every class to occur with a probability of 97 %");
    }
    return plan(found.patients(), goal, metric, population, first, found.simulated(), notes);
  }

  private static TestSetPlan plan(
      int patients,
      Goal goal,
      Metric metric,
      Population population,
      @Nullable ByFormula formula,
      @Nullable Simulated simulated,
      List<String> notes) {
    return new TestSetPlan(
        patients,
        patients * population.imagesPerPatient(),
        goal,
        metric,
        formula,
        simulated,
        population.assumptions(),
        notes);
  }

  private static void check(Goal goal, Metric metric, Population population) {
    if (metric.biased() || !metric.higherIsBetter()) {
      throw new IllegalArgumentException(
          metric.key() + " cannot be planned for: plans are for metrics of which more is better");
    }
    if (population instanceof AssumedPopulation assumed && goal instanceof Goal.Finding) {
      AssumedModel second = assumed.second();
      if (second == null) {
        throw new IllegalArgumentException("a comparison needs a second model");
      }
      double prevalence = assumed.design().prevalence();
      double difference =
          assumed.first().value(metric, prevalence) - second.value(metric, prevalence);
      String needed =
          switch (goal) {
            case Goal.Difference ignored when difference <= 1e-9 ->
                "the first model must be assumed better than the second";
            case Goal.NotInferior not when difference <= -not.margin() + 1e-9 ->
                "the first model must be assumed less than the margin worse";
            case Goal.Equivalent same when Math.abs(difference) >= same.margin() - 1e-9 ->
                "the models must be assumed less than the margin apart";
            default -> null;
          };
      if (needed != null) {
        throw new IllegalArgumentException(
            needed + "; assumed difference " + Text.number(difference));
      }
    }
  }

  private static int least(Metric metric, Population population) {
    if (population instanceof AssumedPopulation assumed && !metric.shareOfImages()) {
      double prevalence = assumed.design().prevalence();
      return Math.max(LEAST_PATIENTS, UnitsNeeded.toOccur(Math.min(prevalence, 1 - prevalence)));
    }
    return LEAST_PATIENTS;
  }

  private static boolean reached(Goal goal, double value) {
    return goal instanceof Goal.Width ? value <= goal.wanted() : value >= goal.wanted();
  }

  /** The smallest number by bisection, then upwards: exact tests go up and down a little. */
  private static ByFormula solved(Formula formula, Goal goal, int least) {
    int high = least;
    while (!reached(goal, formula.ofPatients().applyAsDouble(high))) {
      if (high >= MOST_PATIENTS) {
        throw new IllegalArgumentException(
            "not even "
                + MOST_PATIENTS
                + " patients reach "
                + Text.number(goal.wanted())
                + "; assume a larger difference, or want less");
      }
      high = Math.min(MOST_PATIENTS, high * 2);
    }
    int low = Math.max(least - 1, high / 2);
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (reached(goal, formula.ofPatients().applyAsDouble(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return new ByFormula(formula.name(), high, formula.ofPatients().applyAsDouble(high));
  }

  /**
   * The width or power of other numbers of patients.
   *
   * @param patients each at least 1
   * @param sets drawn for each; 0 for the formula alone
   */
  public static List<Point> curve(
      Goal goal,
      Metric metric,
      Population population,
      List<Integer> patients,
      int sets,
      long seed) {
    Optional<Formula> formula = Formulas.of(goal, metric, population);
    List<Point> points = new ArrayList<>();
    for (int n : patients) {
      double images = n * population.imagesPerPatient();
      points.add(
          new Point(
              n,
              images,
              formula.map(of -> of.ofPatients().applyAsDouble(n)).orElse(null),
              sets == 0 || images > MOST_IMAGES
                  ? null
                  : Simulated.of(goal, metric, population, n, affordable(sets, images), seed)));
    }
    return points;
  }

  private static int affordable(int sets, double images) {
    return (int) Math.clamp((long) (IMAGES_IN_ALL / images), Math.min(FEWEST_SETS, sets), sets);
  }

  private record Found(int patients, Simulated simulated) {}

  /** Looks for the smallest number of patients that reaches the goal in drawn sets. */
  private record Search(
      Goal goal, Metric metric, Population population, int sets, long seed, int least) {

    /**
     * @param agrees Monte Carlo errors that the first number may be off to stand
     */
    Found from(int start, double agrees) {
      int failed = least - 1;
      @Nullable Found reached = null;
      int patients = start;
      for (int step = 0; step < STEPS; step++) {
        Simulated drawn = drawn(patients);
        double off = Math.abs(drawn.value() - goal.wanted());
        if (step == 0 && off <= agrees * drawn.standardError()) {
          return new Found(patients, drawn);
        }
        if (reached(goal, drawn.value())) {
          reached = new Found(patients, drawn);
          if (off <= drawn.standardError() / 2) {
            break;
          }
        } else {
          failed = patients;
        }
        int high = reached == null ? Integer.MAX_VALUE : reached.patients();
        if (high - failed <= Math.max(1, NEAR * high)) {
          break;
        }
        patients = next(patients, drawn, failed, high);
        if (patients * population.imagesPerPatient() > MOST_IMAGES) {
          break;
        }
      }
      if (reached == null) {
        throw new IllegalArgumentException(
            "not even "
                + failed
                + " patients reach "
                + Text.number(goal.wanted())
                + " in drawn test sets");
      }
      return reached;
    }

    private Simulated drawn(int patients) {
      int some = affordable(sets, patients * population.imagesPerPatient());
      return Simulated.of(goal, metric, population, patients, some, seed);
    }

    /** Where a spread that falls with the root of the number would reach the goal. */
    private int next(int patients, Simulated drawn, int failed, int reached) {
      double ratio;
      if (goal instanceof Goal.Finding finding) {
        double z = NormalPairs.NORMAL.inverseSurvivalProbability(finding.alpha() / 2);
        double wanted = z + NormalPairs.NORMAL.inverseCumulativeProbability(finding.power());
        double got =
            z
                + NormalPairs.NORMAL.inverseCumulativeProbability(
                    Math.clamp(drawn.value(), 0.05, 0.995));
        ratio = wanted / Math.max(0.3, got);
      } else {
        ratio = drawn.value() / goal.wanted();
      }
      double guess = patients * Math.clamp(ratio * ratio, 0.25, 6);
      // a little beyond, so that the next number closes the bracket
      guess *= ratio > 1 ? 1 + NEAR / 2 : 1 - NEAR / 2;
      if (reached != Integer.MAX_VALUE) {
        double margin = (reached - failed) * 0.1;
        return (int)
            Math.clamp(
                Math.round(guess),
                (long) Math.ceil(failed + Math.max(1, margin)),
                (long) Math.max(failed + 1, Math.floor(reached - Math.max(1, margin))));
      }
      return (int) Math.max(failed + 1L, Math.round(guess));
    }
  }
}
