// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many units an interval needs, where there are too few for one. */
public final class UnitsNeeded {
  /** How sure it should be that a class occurs. */
  private static final double SURE = 0.97;

  private UnitsNeeded() {}

  /**
   * Units of a test set in which a class occurs with a probability of 97 %: the smallest n with 1 -
   * (1 - share)^n of at least that.
   *
   * @param share of the units that are of the class, in (0, 1)
   */
  public static int toOccur(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be in (0, 1), not " + share);
    }
    return (int) Math.ceil(Math.log1p(-SURE) / Math.log1p(-share));
  }

  /**
   * Why a metric that needs every class has no interval where one does not occur.
   *
   * @param reason that names the class
   */
  public static String absent(String reason, ResamplingPlan plan) {
    String unit = unitName(plan) + "s";
    return String.format(
        Locale.ROOT,
        "%s: needs at least 1 %s of it; where 3 %% of the %s are of a class, %d %s have it with a"
            + " probability of 97 %%",
        reason,
        unitName(plan),
        unit,
        toOccur(0.03),
        unit);
  }

  /** Why an agreement beyond chance has none where all images are of one class. */
  static String oneClass(LabelledSet set, ResamplingPlan plan) {
    int[] images = set.imagesPerClass();
    List<String> absent = new ArrayList<>();
    for (int c = 0; c < images.length; c++) {
      if (images[c] == 0) {
        absent.add(set.classes().get(c));
      }
    }
    return absent("no image of class " + String.join(", ", absent), plan);
  }

  /** Why there is none with too few units of a class. */
  static String ofClass(String name, int found, int least, ResamplingPlan plan) {
    return String.format(
        Locale.ROOT,
        "needs at least %d %ss of class %s, there %s %d",
        least,
        unitName(plan),
        name,
        found == 1 ? "is" : "are",
        found);
  }

  /** Why there is none with one unit. */
  public static String oneUnit(ResamplingPlan plan) {
    return "needs at least 2 %ss, there is 1: nothing shows how %ss differ"
        .formatted(unitName(plan), unitName(plan));
  }

  private static String unitName(ResamplingPlan plan) {
    return plan.unit().name().toLowerCase(Locale.ROOT);
  }
}
