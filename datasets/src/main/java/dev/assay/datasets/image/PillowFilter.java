// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.Preprocessing;

/** The filters of Pillow's resize (libImaging/Resample.c). */
public enum PillowFilter {
  /** A triangle. */
  BILINEAR(1) {
    @Override
    double at(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  },

  /** Cubic convolution with a = -0.5 (Keys, 1981). */
  BICUBIC(2) {
    @Override
    double at(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
  };

  private static final double A = -0.5;

  private final double support;

  PillowFilter(double support) {
    this.support = support;
  }

  /** The filter by its name in a {@link Preprocessing}. */
  public static PillowFilter of(String interpolation) {
    return Preprocessing.checkInterpolation(interpolation).equals(Preprocessing.BICUBIC)
        ? BICUBIC
        : BILINEAR;
  }

  /** The distance beyond which the filter is zero. */
  double support() {
    return support;
  }

  abstract double at(double distance);
}
