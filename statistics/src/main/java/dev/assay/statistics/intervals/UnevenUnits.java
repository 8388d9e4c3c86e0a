// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.Units;
import java.util.Arrays;

/**
 * Units of very different numbers of images, of a class and of the rest. A unit with a large share
 * h of the images of a class draws the mean to itself, so that its own deviation looks small: its
 * square is divided by 1 - h (J. G. MacKinnon and H. White, J. Econometrics 29 (1985) 305-325, HC2)
 * in place of 1 - 1 / units. And a variance that hangs on few large units has few degrees of
 * freedom: those of Kish's number of units of one size. For units of one size both are, to the last
 * digit, what they were.
 */
public final class UnevenUnits {
  private final double[] ofClass;
  private final double[] ofRest;

  /** What the square of each unit's influence is multiplied by, from 1. */
  private final double[] factors;

  /**
   * @param positive of each image, whether it is of the class
   */
  public UnevenUnits(Units units, boolean[] positive) {
    ofClass = new double[units.count()];
    ofRest = new double[units.count()];
    for (int row = 0; row < positive.length; row++) {
      (positive[row] ? ofClass : ofRest)[units.of(row)]++;
    }
    factors = new double[units.count()];
    Arrays.fill(factors, 1);
    if (units.count() < positive.length) {
      raise(factors, ofClass);
      raise(factors, ofRest);
    }
  }

  private static void raise(double[] factors, double[] images) {
    double sum = Arrays.stream(images).sum();
    double occupied = Arrays.stream(images).filter(count -> count > 0).count();
    for (int unit = 0; unit < factors.length && occupied > 1; unit++) {
      factors[unit] = Math.max(factors[unit], leverage(images[unit], sum, occupied));
    }
  }

  /** By how much more a square counts than if all units had as many images. */
  private static double leverage(double images, double sum, double units) {
    // Exactly 1 where all are of one size.
    return (1 - 1 / units) / (1 - images / sum);
  }

  /**
   * The variance over units of a share of images, or of a difference of two.
   *
   * @param totals what the images of each unit add up to
   * @param images of each unit; units without any do not count, and at least two have some
   */
  public static double variance(double[] totals, double[] images) {
    double sum = 0;
    double total = 0;
    int units = 0;
    for (int unit = 0; unit < images.length; unit++) {
      if (images[unit] > 0) {
        units++;
        sum += images[unit];
        total += totals[unit];
      }
    }
    double share = total / sum;
    double spread = 0;
    for (int unit = 0; unit < images.length; unit++) {
      if (images[unit] > 0) {
        double residual = totals[unit] - share * images[unit];
        spread += residual * residual * leverage(images[unit], sum, units);
      }
    }
    return units / (units - 1.0) * spread / (sum * sum);
  }

  /** Kish's number of units of one size that are worth as much as these; 0 without an image. */
  private static double worth(double[] images) {
    double sum = 0;
    double squares = 0;
    for (double ofUnit : images) {
      sum += ofUnit;
      squares += ofUnit * ofUnit;
    }
    return squares > 0 ? sum * sum / squares : 0;
  }

  /** Images of the class of each unit. */
  double[] ofClass() {
    return ofClass.clone();
  }

  /** Other images of each unit. */
  double[] ofRest() {
    return ofRest.clone();
  }

  /** How many units of one size those with images of the class are worth. */
  double worthOfClass() {
    return worth(ofClass);
  }

  /** The smaller worth of the units with images of the class and of those with others. */
  public double worthOfRarer() {
    return Math.min(worth(ofClass), worth(ofRest));
  }

  /**
   * What the influences of units on an area are, if the square of each is divided by what is left
   * of the rest.
   *
   * @param influences of each unit, with Bessel's correction for either class
   */
  double[] leveraged(double[] influences) {
    double[] changed = new double[influences.length];
    Arrays.setAll(changed, unit -> influences[unit] * Math.sqrt(factors[unit]));
    return changed;
  }

  /**
   * By how much the variance of an area or of a difference of areas is larger, at least 1.
   *
   * @param influences likewise
   */
  public double leverage(double[] influences) {
    double[] changed = leveraged(influences);
    double plain = 0;
    double leveraged = 0;
    for (int unit = 0; unit < influences.length; unit++) {
      plain += influences[unit] * influences[unit];
      leveraged += changed[unit] * changed[unit];
    }
    return plain > 0 ? leveraged / plain : 1;
  }
}
