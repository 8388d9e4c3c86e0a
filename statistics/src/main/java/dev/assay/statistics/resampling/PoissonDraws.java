// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.PoissonCounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Poisson(1) weights that a unit keeps while its data set grows: a function of (lineage, seed, name
 * of the group, replicate) and of nothing else - not of other groups, of the order or of the
 * version of the set. Sums over resamples are divided by the resample's own total, so that every
 * metric is one of a weighted set: J. A. Hanley and B. MacGibbon, Comput. Methods Programs Biomed.
 * 83 (2006) 57-62; A. Chamandy et al., Estimating Uncertainty for Massive Data Streams, 2012.
 */
final class PoissonDraws implements Draws {
  private static final PoissonCounts MEAN_ONE = new PoissonCounts(1);

  private final long seed;
  private final CounterRandom[] ofGroup;

  PoissonDraws(String lineage, long seed, List<String> groups) {
    this.seed = seed;
    ofGroup =
        groups.stream()
            .map(name -> new CounterRandom(seed, hash(lineage, name)))
            .toArray(CounterRandom[]::new);
  }

  /** The first 64 bits of SHA-256 of both names, the first with its length. */
  private static long hash(String lineage, String group) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] text =
          digest.digest(
              (lineage.length() + ":" + lineage + group).getBytes(StandardCharsets.UTF_8));
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits = bits << Byte.SIZE | text[i] & 0xff;
      }
      return bits;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void units(int first, Weights weights) {
    for (int g = 0; g < ofGroup.length; g++) {
      weights.draw(g, MEAN_ONE, ofGroup[g], first);
    }
  }

  @Override
  public void seeds(int replicate, int[] weights) {
    Draws.drawSeeds(seed, replicate, weights);
  }
}
