// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.Preprocessing;
import java.util.Comparator;

/**
 * The size at which images are packed.
 *
 * @param resize pixels of the shorter side
 * @param interpolation with what becomes of the shape: {@link Preprocessing#resampling}
 */
record PackedSize(int resize, String interpolation) implements Comparable<PackedSize> {
  private static final Comparator<PackedSize> ORDER =
      Comparator.comparingInt(PackedSize::resize).thenComparing(PackedSize::interpolation);

  static PackedSize of(Preprocessing preprocessing) {
    return new PackedSize(preprocessing.resize(), preprocessing.resampling());
  }

  @Override
  public int compareTo(PackedSize other) {
    return ORDER.compare(this, other);
  }
}
