// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Images of equal fingerprint, counted by what matters of a pair. The counts of all pairs follow
 * from them, however many there are.
 */
final class Members {
  /** Number of images by the set of their parts, a bit for each part. */
  private final long[] byParts = new long[NearDuplicates.PART_SETS];

  /** The first image of each set of parts, or -1. */
  private final int[] firstOfParts = new int[NearDuplicates.PART_SETS];

  private final Map<Integer, Long> byGroup = new HashMap<>(2);
  private final Map<Integer, Long> byLabel = new HashMap<>(2);
  private final int first;
  private long images;

  Members(int first) {
    this.first = first;
    Arrays.fill(firstOfParts, -1);
  }

  void add(int image, NearDuplicates.Traits traits) {
    images++;
    int parts = traits.parts()[image];
    byParts[parts]++;
    if (firstOfParts[parts] < 0) {
      firstOfParts[parts] = image;
    }
    byGroup.merge(traits.groups()[image], 1L, Long::sum);
    byLabel.merge(traits.labels()[image], 1L, Long::sum);
  }

  /** The first image. */
  int first() {
    return first;
  }

  long images() {
    return images;
  }

  /** Pairs within the images. */
  long pairs() {
    return images * (images - 1) / 2;
  }

  long pairsAcrossParts() {
    long across = 0;
    for (int one = 0; one < byParts.length; one++) {
      if (Integer.bitCount(one) > 1) {
        across += byParts[one] * (byParts[one] - 1) / 2;
      }
      for (int other = one + 1; other < byParts.length; other++) {
        across += Integer.bitCount(one | other) > 1 ? byParts[one] * byParts[other] : 0;
      }
    }
    return across;
  }

  long pairsAcrossGroups() {
    return pairs() - within(byGroup);
  }

  long pairsAcrossLabels() {
    return pairs() - within(byLabel);
  }

  private static long within(Map<Integer, Long> counts) {
    return counts.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
  }

  /** Pairs of one of these images and one of the others. */
  long pairs(Members others) {
    return images * others.images;
  }

  long pairsAcrossParts(Members others) {
    long across = 0;
    for (int one = 0; one < byParts.length; one++) {
      for (int other = 0; byParts[one] > 0 && other < byParts.length; other++) {
        across += Integer.bitCount(one | other) > 1 ? byParts[one] * others.byParts[other] : 0;
      }
    }
    return across;
  }

  long pairsAcrossGroups(Members others) {
    return pairs(others) - same(byGroup, others.byGroup);
  }

  long pairsAcrossLabels(Members others) {
    return pairs(others) - same(byLabel, others.byLabel);
  }

  private static long same(Map<Integer, Long> one, Map<Integer, Long> other) {
    if (one.size() > other.size()) {
      return same(other, one);
    }
    long same = 0;
    for (Map.Entry<Integer, Long> entry : one.entrySet()) {
      Long there = other.get(entry.getKey());
      same += there == null ? 0 : entry.getValue() * there;
    }
    return same;
  }

  /** An image whose parts and these are more than one; the first image if there is none. */
  int partner(int parts) {
    for (int own = 0; own < firstOfParts.length; own++) {
      if (firstOfParts[own] >= 0 && Integer.bitCount(own | parts) > 1) {
        return firstOfParts[own];
      }
    }
    return first;
  }

  /** The sets of parts that occur. */
  int[] partSets() {
    return IntStream.range(0, byParts.length).filter(p -> byParts[p] > 0).toArray();
  }

  /** The first image of a set of parts that occurs. */
  int firstOf(int parts) {
    return firstOfParts[parts];
  }
}
