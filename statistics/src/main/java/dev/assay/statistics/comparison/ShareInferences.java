// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.IntPredicate;

/**
 * The inferences of shares of images: McNemar's exact test or the sign-flip test over units, and
 * the score interval of {@link Tango}; for the mean of the classes' shares the label-swap
 * permutation.
 */
final class ShareInferences {
  private final PairedSetting setting;

  ShareInferences(PairedSetting setting) {
    this.setting = setting;
  }

  Found of(Metric metric, Contrast contrast, IntPredicate ofKind) {
    ComparedCell a = setting.cells.get(contrast.first().get(0));
    ComparedCell b = setting.cells.get(contrast.second().get(0));
    Scores first = setting.decisions.scores(a).get(0);
    Scores second = setting.decisions.scores(b).get(0);
    PairedShares shares = PairedShares.of(setting.set, setting.units, first, second, ofKind);
    int discordant = shares.discordantUnits();
    boolean few = discordant < ModelComparison.FEW_DISCORDANT;
    PairedInference.Limits limits = PairedShares.meanOf(List.of(shares));
    double difference = shares.tango().difference();
    List<String> notes = new ArrayList<>();
    if (few) {
      notes.add(fewNote(discordant));
    }
    if (!setting.decisions.suffix(List.of(a, b)).isEmpty()) {
      notes.add("the difference is that" + setting.decisions.suffix(List.of(a, b)));
    }
    String what = setting.decisions.suffix(List.of(a, b));
    if (!metric.shareOfImages()) {
      what += metric == Metric.RECALL_BINARY ? " of the positives" : " of the negatives";
    }
    GroupedDecisions grouped =
        GroupedDecisions.of(setting.set, setting.units, List.of(first), List.of(second), ofKind);
    DecisionTest.Form form = few ? DecisionTest.Form.EXACT : setting.decisions.form();
    String test;
    DoubleSupplier p;
    switch (form) {
      case OBUCHOWSKI -> {
        test = "Obuchowski's clustered McNemar";
        p = grouped::obuchowskiP;
      }
      case DURKALSKI -> {
        test = "Durkalski's clustered McNemar";
        p = grouped::durkalskiP;
      }
      default -> {
        if (shares.isClustered()) {
          test = "sign-flip test over units";
          p =
              () ->
                  PairedInference.larger(grouped.signFlip(), PairedInference.p(difference, limits));
        } else if (form == DecisionTest.Form.MID_P) {
          test = "McNemar mid-p";
          p = () -> grouped.mcNemar().midP();
        } else {
          test = "McNemar exact";
          p = grouped::signFlip;
        }
      }
    }
    return new Found.Tested(
        new PairedInference(
            test + what,
            Method.TANGO,
            difference,
            standardError(limits, difference),
            new PValue(p),
            limits,
            discordant,
            notes));
  }

  Found balancedAccuracy(Contrast contrast) {
    Scores first = setting.scores(contrast.first().get(0)).get(0);
    Scores second = setting.scores(contrast.second().get(0)).get(0);
    List<PairedShares> classes = new ArrayList<>();
    for (int c = 0; c < setting.set.classCount(); c++) {
      int ofClass = c;
      classes.add(
          PairedShares.of(
              setting.set, setting.units, first, second, row -> setting.set.truth(row) == ofClass));
    }
    PairedInference.Limits limits = PairedShares.meanOf(classes);
    double difference =
        classes.stream().mapToDouble(kind -> kind.tango().difference()).average().orElseThrow();
    PValue p =
        new PValue(
            () -> {
              OptionalDouble swapped = swapped(classes);
              return PairedInference.larger(
                  swapped.isPresent() ? Double.valueOf(swapped.getAsDouble()) : null,
                  PairedInference.p(difference, limits));
            });
    int discordant = differing(classes);
    List<String> notes =
        discordant < ModelComparison.FEW_DISCORDANT ? List.of(fewNote(discordant)) : List.of();
    return new Found.Tested(
        new PairedInference(
            "label-swap permutation and score test (larger p)",
            Method.TANGO_MOVER,
            difference,
            standardError(limits, difference),
            p,
            limits,
            discordant,
            notes));
  }

  private static int differing(List<PairedShares> classes) {
    int count = 0;
    for (int unit = 0; unit < classes.get(0).differences().length; unit++) {
      int u = unit;
      count += classes.stream().anyMatch(kind -> kind.differences()[u] != 0) ? 1 : 0;
    }
    return count;
  }

  /** The mean over classes under all swaps of the two models within units. */
  private static OptionalDouble swapped(List<PairedShares> classes) {
    long multiple = 1;
    for (PairedShares kind : classes) {
      multiple = multiple / gcd(multiple, kind.images()) * kind.images();
      if (multiple > 1_000_000_000L) {
        return OptionalDouble.empty();
      }
    }
    long[] weighted = new long[classes.get(0).differences().length];
    for (PairedShares kind : classes) {
      for (int unit = 0; unit < weighted.length; unit++) {
        weighted[unit] += multiple / kind.images() * kind.differences()[unit];
      }
    }
    return GroupedDecisions.exactSignFlip(weighted);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Half the width of the limits of 68 %. */
  private static double standardError(PairedInference.Limits limits, double difference) {
    Difference.Ends ends = limits.at(ONE_SIGMA);
    return Math.max(ends.upper() - difference, difference - ends.lower());
  }

  private static final double ONE_SIGMA = 0.31731050786291415;

  static String fewNote(int discordant) {
    String which =
        switch (discordant) {
          case 0 -> "no unit distinguishes";
          case 1 -> "only 1 unit distinguishes";
          default -> "only " + discordant + " units distinguish";
        };
    return which + " the models: no p is below that of the exact test";
  }
}
