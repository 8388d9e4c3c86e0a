package dev.assay.statistics.comparison;

import dev.assay.statistics.resampling.Replicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A family of contrasts of models that were resampled together, on one metric.
 *
 * <p>max-T: with T* the largest |d* - d| / se over the family in a resample, an interval d -+ q se
 * with q the quantile of T* holds for all contrasts at once, and P(T* >= |d| / se) is an adjusted
 * p-value that knows how the contrasts hang together: P. H. Westfall and S. S. Young,
 * Resampling-Based Multiple Testing, Wiley 1993, sections 2.3 and 2.6 (step-down). p-values count
 * the data as one more resample, (1 + #)/(B + 1), so none is 0.
 *
 * <p>That takes the standard error for known. It is not: among many contrasts on few units the
 * largest t is often one whose standard error came out too small, and 276 pairs on 60 patients were
 * found to differ in 11 % of the sets in which no two did. So with G units the observed t is
 * brought to t / sqrt(1 + t^2/G), the self-normalised sum, which does not grow when its own
 * denominator shrinks and whose tails are no heavier than the normal's: B. Efron, J. Am. Stat.
 * Assoc. 64 (1969) 1278-1302. The quantile q of the intervals becomes q / sqrt(1 - q^2/G).
 *
 * <p>A resample that leaves the metric undefined for any model of the family is dropped for all.
 */
public final class DifferenceFamily {
  /** Differences closer than this are equal: they are sums of the same terms in another order. */
  private static final double ROUNDING = 1e-12;

  private final List<Contrast> contrasts;
  private final double[] points;
  private final double[][] resampled;
  private final double[] errors;
  private final int dropped;

  /** G; infinite to take standard errors for known. */
  private final double units;

  /**
   * As programs do that take the standard errors for known.
   *
   * @param pointOfModel the metric of each model on the whole set
   * @param ofModel its resamples, from one plan on one set
   */
  public DifferenceFamily(
      List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel) {
    this(contrasts, pointOfModel, ofModel, Double.POSITIVE_INFINITY);
  }

  /**
   * @param units number of units that were resampled
   */
  public DifferenceFamily(
      List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel, double units) {
    this.contrasts = List.copyOf(contrasts);
    this.units = units;
    points = contrasts.stream().mapToDouble(c -> c.of(m -> pointOfModel[m])).toArray();
    int[] kept = jointlyDefined(contrasts, ofModel);
    dropped = ofModel.get(0).count() - kept.length;
    resampled = new double[points.length][kept.length];
    errors = new double[points.length];
    for (int k = 0; k < points.length; k++) {
      Contrast contrast = contrasts.get(k);
      for (int i = 0; i < kept.length; i++) {
        int b = kept[i];
        resampled[k][i] = contrast.of(m -> ofModel.get(m).value(b));
      }
      errors[k] = sd(resampled[k]);
    }
  }

  private static int[] jointlyDefined(List<Contrast> contrasts, List<Replicates> ofModel) {
    for (Replicates replicates : ofModel) {
      if (replicates.count() != ofModel.get(0).count()) {
        throw new IllegalArgumentException(
            "replicates of two plans are not paired: "
                + replicates.count()
                + " and "
                + ofModel.get(0).count());
      }
    }
    int[] models =
        contrasts.stream()
            .flatMap(c -> Stream.concat(c.first().stream(), c.second().stream()))
            .mapToInt(Integer::intValue)
            .distinct()
            .toArray();
    return IntStream.range(0, ofModel.get(0).count())
        .filter(b -> Arrays.stream(models).noneMatch(m -> Double.isNaN(ofModel.get(m).value(b))))
        .toArray();
  }

  private static double sd(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    double most = Arrays.stream(values).max().orElse(0);
    if (values.length < 2 || most - least <= ROUNDING) {
      return 0;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Share of the resamples that left the metric undefined for a model, in [0, 1]. */
  public double droppedShare() {
    return (double) dropped / (dropped + resamples());
  }

  private int resamples() {
    return resampled[0].length;
  }

  /**
   * @param confidence of the intervals, in (0, 1)
   * @return in the order of the contrasts
   * @throws IllegalStateException if every resample was dropped
   */
  public List<Difference> differences(double confidence) {
    if (resamples() == 0) {
      throw new IllegalStateException("no resample in which the metric is defined for all models");
    }
    double[][] t = studentised();
    double[] largest = largest(t);
    double quantile = widened(quantile(sorted(largest), confidence));
    double[] stepDown = stepDown(t);
    List<Difference> differences = new ArrayList<>();
    for (int k = 0; k < points.length; k++) {
      double[] sorted = sorted(resampled[k]);
      double tail = (1 - confidence) / 2;
      double half = errors[k] > 0 ? quantile * errors[k] : 0;
      // A difference without spread is 0 beyond doubt, or cannot be tested.
      @Nullable Double flat = Math.abs(points[k]) <= ROUNDING ? 1.0 : null;
      boolean spread = errors[k] > 0;
      differences.add(
          new Difference(
              contrasts.get(k),
              points[k],
              errors[k],
              new Difference.Ends(quantile(sorted, tail), quantile(sorted, 1 - tail)),
              new Difference.Ends(points[k] - half, points[k] + half),
              spread ? Double.valueOf(percentileP(resampled[k])) : flat,
              spread ? Double.valueOf(atLeast(t[k], observed(k))) : flat,
              spread ? Double.valueOf(atLeast(largest, observed(k))) : flat,
              spread ? Double.valueOf(stepDown[k]) : flat));
    }
    return differences;
  }

  /**
   * How many standard errors the simultaneous intervals reach to either side; 0 where no contrast
   * has spread, infinite where there are too few units for so many contrasts.
   */
  public double criticalValue(double confidence) {
    return widened(quantile(sorted(largest(studentised())), confidence));
  }

  private double widened(double quantile) {
    double room = 1 - quantile * quantile / units;
    return room > 0 ? quantile / Math.sqrt(room) : Double.POSITIVE_INFINITY;
  }

  private double[] largest(double[][] t) {
    double[] largest = new double[resamples()];
    for (double[] ofContrast : t) {
      for (int b = 0; b < largest.length; b++) {
        largest[b] = Math.max(largest[b], ofContrast[b]);
      }
    }
    return largest;
  }

  /**
   * Each contrast against a margin.
   *
   * @param alpha level of each one-sided test
   */
  public List<Margin> against(double margin, double alpha) {
    if (!(margin > 0)) {
      throw new IllegalArgumentException("a margin must be above 0, not " + margin);
    }
    List<Margin> tests = new ArrayList<>();
    for (int k = 0; k < points.length; k++) {
      int below = 0;
      int above = 0;
      for (double d : resampled[k]) {
        below += d <= -margin + ROUNDING ? 1 : 0;
        above += d >= margin - ROUNDING ? 1 : 0;
      }
      double first = (1.0 + below) / (resamples() + 1);
      double second = (1.0 + above) / (resamples() + 1);
      double[] sorted = sorted(resampled[k]);
      tests.add(
          new Margin(
              margin,
              first,
              second,
              Math.max(first, second),
              wald(Math.abs(points[k]) - margin, errors[k]),
              new Difference.Ends(quantile(sorted, alpha), quantile(sorted, 1 - alpha))));
    }
    return tests;
  }

  private static double wald(double excess, double error) {
    if (error == 0) {
      return excess < 0 ? 0 : 1;
    }
    return NormalDistribution.of(0, 1).cumulativeProbability(excess / error);
  }

  /** |d* - d| / se; 0 throughout where there is no spread, so that it never is the largest. */
  private double[][] studentised() {
    double[][] t = new double[points.length][resamples()];
    for (int k = 0; k < points.length; k++) {
      if (errors[k] > 0) {
        for (int b = 0; b < t[k].length; b++) {
          t[k][b] = Math.abs(resampled[k][b] - points[k]) / errors[k];
        }
      }
    }
    return t;
  }

  private double observed(int k) {
    double t = errors[k] > 0 ? Math.abs(points[k]) / errors[k] : 0;
    return t / Math.sqrt(1 + t * t / units);
  }

  /** From the least to the largest statistic, each against the largest of those up to it. */
  private double[] stepDown(double[][] t) {
    int[] ascending =
        IntStream.range(0, points.length)
            .boxed()
            .sorted(Comparator.comparingDouble(this::observed))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] p = new double[points.length];
    double[] largest = new double[resamples()];
    for (int k : ascending) {
      for (int b = 0; b < largest.length; b++) {
        largest[b] = Math.max(largest[b], t[k][b]);
      }
      p[k] = atLeast(largest, observed(k));
    }
    // no p below that of a larger statistic
    for (int i = ascending.length - 2; i >= 0; i--) {
      p[ascending[i]] = Math.max(p[ascending[i]], p[ascending[i + 1]]);
    }
    return p;
  }

  private static double atLeast(double[] resampled, double observed) {
    double least = observed - 1e-9 * Math.max(1, observed);
    int count = 1;
    for (double value : resampled) {
      count += value >= least ? 1 : 0;
    }
    return count / (resampled.length + 1.0);
  }

  private static double percentileP(double[] resampled) {
    int below = 1;
    int above = 1;
    for (double d : resampled) {
      below += d <= ROUNDING ? 1 : 0;
      above += d >= -ROUNDING ? 1 : 0;
    }
    return Math.min(1, 2.0 * Math.min(below, above) / (resampled.length + 1.0));
  }

  private static double[] sorted(double[] values) {
    double[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** Type 7, as {@link Replicates#quantile}. */
  private static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int below = (int) position;
    double share = position - below;
    return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
  }
}
