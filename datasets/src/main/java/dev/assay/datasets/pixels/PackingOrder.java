// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.pixels;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The order of very many packed images, so that what one reader needs lies together: the test
 * images, the validation images, then the training images as nested subsets take them in, and last
 * what the split does not have. Images of one rank keep their order, so that frames of a file stay
 * neighbours.
 */
public final class PackingOrder {
  private static final double OF_NO_PART = 10;

  private final Map<String, Double> ranks = new HashMap<>();

  /**
   * @param split for whose readers the images are packed
   */
  public PackingOrder(SplitManifest split) {
    for (SplitManifest.Entry entry : split.entries()) {
      ranks.put(entry.image(), rank(entry));
    }
  }

  private static double rank(SplitManifest.Entry entry) {
    return switch (entry.part()) {
      case Part.TEST -> 0;
      case Part.VALIDATION -> 1;
      case Part.TRAIN -> 2 + entry.subsetRank();
    };
  }

  /**
   * @param image the id of an item in the split
   */
  public <T> List<T> of(List<T> items, Function<T, String> image) {
    return items.stream()
        .sorted(
            Comparator.comparingDouble(item -> ranks.getOrDefault(image.apply(item), OF_NO_PART)))
        .toList();
  }
}
