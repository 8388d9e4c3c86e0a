package dev.assay.statistics;

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
  /** P(X <= k) in units of 2^-63, k = 0..18; the next is closer to 1 than that. */
  private static final long[] CUMULATIVE = cumulative();

  private static final int GUIDE_SHIFT = 63 - 12;

  /** The weight of the least number with these first 12 bits: where the search begins. */
  private static final byte[] LEAST = least();

  private final long seed;
  private final CounterRandom[] ofGroup;

  PoissonDraws(String lineage, long seed, List<String> groups) {
    this.seed = seed;
    ofGroup =
        groups.stream()
            .map(name -> new CounterRandom(seed, hash(lineage, name)))
            .toArray(CounterRandom[]::new);
  }

  private static long[] cumulative() {
    long[] bounds = new long[19];
    double probability = StrictMath.exp(-1);
    double sum = 0;
    for (int k = 0; k < bounds.length; k++) {
      sum += probability;
      bounds[k] = (long) (Math.min(sum, 1) * 0x1p63);
      probability /= k + 1;
    }
    return bounds;
  }

  private static byte[] least() {
    byte[] least = new byte[1 << 12];
    int k = 0;
    for (int i = 0; i < least.length; i++) {
      while (k < CUMULATIVE.length && (long) i << GUIDE_SHIFT >= CUMULATIVE[k]) {
        k++;
      }
      least[i] = (byte) k;
    }
    return least;
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
      for (int lane = 0; lane < weights.lanes(); lane++) {
        weights.set(g, lane, weight(g, first + lane));
      }
    }
  }

  /** By the inverse of the distribution function. */
  int weight(int group, int replicate) {
    long uniform = ofGroup[group].bits(replicate) >>> 1;
    int k = LEAST[(int) (uniform >>> GUIDE_SHIFT)];
    while (k < CUMULATIVE.length && uniform >= CUMULATIVE[k]) {
      k++;
    }
    return k;
  }

  @Override
  public void seeds(int replicate, int[] weights) {
    Draws.drawSeeds(seed, replicate, weights);
  }
}
