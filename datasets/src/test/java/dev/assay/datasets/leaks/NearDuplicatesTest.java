// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void findsExactlyThePairsWithinTheThreshold() {
    // Neighbours of a few centres at all distances round the threshold, so that many pairs lie on
    // either side of it; the expected pairs come from comparing all with all.
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (int centre = 0; centre < 20; centre++) {
      Fingerprint middle = any();
      for (int i = 0; i < 30; i++) {
        Fingerprint neighbour = turned(middle, random.nextInt(1, 40));
        if (!fingerprints.contains(neighbour)) {
          fingerprints.add(neighbour);
        }
      }
    }
    Set<NearDuplicates.Pair> expected = new HashSet<>();
    for (int i = 0; i < fingerprints.size(); i++) {
      for (int j = i + 1; j < fingerprints.size(); j++) {
        int distance = fingerprints.get(i).distance(fingerprints.get(j));
        if (distance <= NearDuplicates.THRESHOLD) {
          expected.add(new NearDuplicates.Pair(i, j, distance));
        }
      }
    }

    NearDuplicates near = NearDuplicates.among(fingerprints);

    assertThat(expected).hasSizeGreaterThan(1000);
    assertThat(near.pairs()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void comparesOnlyFewPairsOfTenThousandImages() {
    // As correlated as images of one kind are: a common picture with a third of its bits turned
    // gives distances round 114, as chest X-rays have them.
    Fingerprint common = any();
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      fingerprints.add(turned(common, 85));
    }
    fingerprints.add(turned(fingerprints.get(77), 12));

    NearDuplicates near = NearDuplicates.among(fingerprints);

    long allPairs = 10_001L * 10_000 / 2;
    System.out.printf(
        "near-duplicates among 10,001: %,d of %,d pairs compared%n", near.comparisons(), allPairs);
    assertThat(near.pairs()).containsExactly(new NearDuplicates.Pair(77, 10_000, 12));
    assertThat(near.comparisons()).isLessThan(allPairs / 10);
  }

  @Test
  void countsAllPairsOfEqualImagesAndListsEachOnce() {
    Fingerprint one = any();
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      fingerprints.add(one);
    }

    NearDuplicates near = NearDuplicates.among(fingerprints);

    assertThat(near.found()).isEqualTo(50_000L * 49_999 / 2);
    assertThat(near.comparisons()).isZero();
    assertThat(near.pairs()).hasSize(49_999).allMatch(p -> p.first() == 0 && p.distance() == 0);
  }

  /** 90 noisy copies in one part, 10 in another, of two classes and of groups of two images. */
  @Test
  void countsEveryPairHoweverFewAreListed() {
    Fingerprint common = any();
    List<Fingerprint> fingerprints = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      // Every tenth is equal to the one before it.
      fingerprints.add(i % 10 == 9 ? fingerprints.getLast() : turned(common, 5));
    }
    fingerprints.add(any());
    int[] parts = new int[101];
    int[] groups = new int[101];
    int[] labels = new int[101];
    for (int i = 0; i < 101; i++) {
      parts[i] = i < 90 ? 1 : 4;
      groups[i] = i / 2;
      labels[i] = i % 3 == 0 ? 1 : 0;
    }
    parts[3] = 5;
    parts[4] = 0;

    NearDuplicates near =
        NearDuplicates.among(fingerprints, new NearDuplicates.Traits(parts, groups, labels), 7);

    long found = 0;
    long acrossParts = 0;
    long acrossGroups = 0;
    long acrossLabels = 0;
    for (int i = 0; i < 101; i++) {
      for (int j = i + 1; j < 101; j++) {
        if (fingerprints.get(i).distance(fingerprints.get(j)) <= NearDuplicates.THRESHOLD) {
          found++;
          acrossParts += Integer.bitCount(parts[i] | parts[j]) > 1 ? 1 : 0;
          acrossGroups += groups[i] != groups[j] ? 1 : 0;
          acrossLabels += labels[i] != labels[j] ? 1 : 0;
        }
      }
    }
    assertThat(found).isEqualTo(4950);
    assertThat(near.found()).isEqualTo(found);
    assertThat(near.acrossParts()).isEqualTo(acrossParts);
    assertThat(near.acrossGroups()).isEqualTo(acrossGroups);
    assertThat(near.acrossLabels()).isEqualTo(acrossLabels);
    assertThat(near.pairs())
        .hasSize(7)
        .allMatch(p -> Integer.bitCount(parts[p.first()] | parts[p.second()]) > 1);
    assertThat(near.clusters(fingerprints))
        .singleElement()
        .satisfies(c -> assertThat(c.images()).hasSize(100).doesNotContain(100));
  }

  private Fingerprint any() {
    return new Fingerprint(
        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** The fingerprint with so many of its bits turned. */
  private Fingerprint turned(Fingerprint fingerprint, int bits) {
    long[] words = {
      fingerprint.first(), fingerprint.second(), fingerprint.third(), fingerprint.fourth()
    };
    Set<Integer> turned = new HashSet<>();
    while (turned.size() < bits) {
      int bit = random.nextInt(Fingerprint.BITS);
      if (turned.add(bit)) {
        words[bit / 64] ^= 1L << (bit % 64);
      }
    }
    return new Fingerprint(words[0], words[1], words[2], words[3]);
  }
}
