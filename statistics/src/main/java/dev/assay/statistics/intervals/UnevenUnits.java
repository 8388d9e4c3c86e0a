// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.Units;
import java.util.Arrays;

/**
 * Units of very different numbers of images. A unit with a large share h of the images of a class
 * draws the mean to itself, so that its own deviation looks small: its square is divided by 1 - h
 * (J. G. MacKinnon and H. White, J. Econometrics 29 (1985) 305-325, HC2) in place of 1 - 1 / units.
 * And a variance that hangs on few large units has few degrees of freedom: those of Kish's number
 * of units of one size. For units of one size both are what they were.
 */
public final class UnevenUnits {
  private UnevenUnits() {}

  /** Kish's number of units of one size that are worth as much as these; 0 without an image. */
  public static double worth(double[] images) {
    double sum = 0;
    double squares = 0;
    for (double ofUnit : images) {
      sum += ofUnit;
      squares += ofUnit * ofUnit;
    }
    return squares > 0 ? sum * sum / squares : 0;
  }

  /** Images of each unit that are positive, or that are not. */
  public static double[] images(Units units, boolean[] positive, boolean which) {
    double[] counts = new double[units.count()];
    for (int row = 0; row < positive.length; row++) {
      counts[units.of(row)] += positive[row] == which ? 1 : 0;
    }
    return counts;
  }

  /** The smaller worth of the units with positives and of those with others. */
  public static double worthOfRarer(Units units, boolean[] positive) {
    return Math.min(worth(images(units, positive, true)), worth(images(units, positive, false)));
  }

  /**
   * What the influences of units on an area are, if the square of each is divided by what is left
   * of the rest.
   *
   * @param influences of each unit, with Bessel's correction for either class
   */
  public static double[] leveraged(Units units, boolean[] positive, double[] influences) {
    if (units.count() == positive.length) {
      return influences;
    }
    double[] factor = new double[influences.length];
    for (boolean which : new boolean[] {true, false}) {
      double[] images = images(units, positive, which);
      double sum = Arrays.stream(images).sum();
      double occupied = Arrays.stream(images).filter(count -> count > 0).count();
      for (int unit = 0; unit < factor.length && occupied > 1; unit++) {
        double left = (1 - images[unit] / sum) / (1 - 1 / occupied);
        factor[unit] = Math.max(factor[unit], 1 / left);
      }
    }
    double[] changed = new double[influences.length];
    Arrays.setAll(changed, unit -> influences[unit] * Math.sqrt(Math.max(factor[unit], 1)));
    return changed;
  }
}
