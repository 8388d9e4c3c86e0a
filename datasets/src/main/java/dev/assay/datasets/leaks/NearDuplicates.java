// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Finds and counts all pairs of near-duplicates without comparing all pairs: multi-index hashing
 * (Norouzi, Punjani and Fleet 2012, doi:10.1109/CVPR.2012.6248043). Two fingerprints of 16 bands
 * that differ in at most 31 bits differ in at most one bit of some band; so each image is compared
 * only with images that have an equal band, or a band that differs in one bit. No pair within the
 * threshold is missed.
 *
 * <p>The threshold of 30 was measured on 3,607 real X-rays, MRI slices and dermatoscopic images of
 * which near-duplicates had been removed: copies at another JPEG quality (75, 30), size (half,
 * double), brightness or gamma differ in at most 28 bits, 99 of 100 in at most 24; among the 1.4
 * million pairs of distinct X-rays and of distinct lesions none differs in 40 or fewer. What it
 * finds among MRI slices, 94 pairs, begins with the same pictures at another brightness, in both
 * parts of the published split. Hashes of 64 bits cannot distinguish X-rays: 72 pairs of distinct
 * ones have equal difference hashes.
 */
public final class NearDuplicates {
  /** Largest distance of near-duplicates, in bits of 256. */
  public static final int THRESHOLD = 30;

  /** So many pairs are listed: those in two parts first, then the closest. All are counted. */
  static final int MOST_PAIRS = 100_000;

  /** Sets of train, validation and test. */
  static final int PART_SETS = 8;

  private static final Comparator<Pair> CLOSEST_FIRST =
      Comparator.comparingInt(Pair::distance)
          .thenComparingInt(Pair::first)
          .thenComparingInt(Pair::second);

  private final Traits traits;

  /** The last of them is the first to go. */
  private final PriorityQueue<Pair> listed;

  private final Comparator<Pair> order;
  private final int most;
  private final List<Members> members = new ArrayList<>();
  private int[] cluster = {};
  private long found;
  private long acrossParts;
  private long acrossGroups;
  private long acrossLabels;
  private long comparisons;

  private NearDuplicates(Traits traits, int most) {
    this.traits = traits;
    this.most = most;
    this.order =
        Comparator.comparing((Pair p) -> !traits.isAcrossParts(p.first(), p.second()))
            .thenComparing(CLOSEST_FIRST);
    this.listed = new PriorityQueue<>(order.reversed());
  }

  /**
   * Two near-duplicates.
   *
   * @param first index, less than {@code second}
   * @param distance in bits, up to the threshold
   */
  public record Pair(int first, int second, int distance) {}

  /**
   * What is counted of pairs, for each image.
   *
   * @param parts the parts in which copies of the image are: bit {@link Enum#ordinal} of each
   * @param groups a number for each group
   * @param labels index of the class
   */
  @SuppressWarnings("ArrayRecordComponent") // A million images; nobody compares two of these.
  record Traits(int[] parts, int[] groups, int[] labels) {
    static Traits none(int images) {
      return new Traits(new int[images], new int[images], new int[images]);
    }

    boolean isAcrossParts(int one, int other) {
      return Integer.bitCount(parts[one] | parts[other]) > 1;
    }
  }

  /**
   * @param fingerprints those of the images to search among
   */
  public static NearDuplicates among(List<Fingerprint> fingerprints) {
    return among(fingerprints, Traits.none(fingerprints.size()), MOST_PAIRS);
  }

  /**
   * @param most number of pairs that are listed
   */
  static NearDuplicates among(List<Fingerprint> fingerprints, Traits traits, int most) {
    NearDuplicates search = new NearDuplicates(traits, most);
    Map<Fingerprint, Integer> distinct = new LinkedHashMap<>();
    for (int i = 0; i < fingerprints.size(); i++) {
      Integer known = distinct.putIfAbsent(fingerprints.get(i), distinct.size());
      if (known == null) {
        search.members.add(new Members(i));
        search.members.getLast().add(i, traits);
      } else {
        Members equal = search.members.get(known);
        // Each image is listed with one of its equals: a thousand are listed as a thousand pairs,
        // and counted as the half million that they are.
        int partner = equal.partner(traits.parts()[i]);
        equal.add(i, traits);
        search.list(new Pair(partner, i, 0));
      }
    }
    search.cluster = new int[search.members.size()];
    for (int i = 0; i < search.members.size(); i++) {
      search.cluster[i] = i;
      Members equal = search.members.get(i);
      search.found += equal.pairs();
      search.acrossParts += equal.pairsAcrossParts();
      search.acrossGroups += equal.pairsAcrossGroups();
      search.acrossLabels += equal.pairsAcrossLabels();
    }
    search.compare(List.copyOf(distinct.keySet()));
    return search;
  }

  private void compare(List<Fingerprint> distinct) {
    Bands bands = new Bands(distinct);
    int[] seenBy = new int[distinct.size()];
    Arrays.fill(seenBy, -1);
    for (int i = 0; i < distinct.size(); i++) {
      Fingerprint fingerprint = distinct.get(i);
      for (int band = 0; band < Fingerprint.BANDS; band++) {
        int bits = fingerprint.band(band);
        meet(i, bands.with(band, bits), distinct, seenBy);
        for (int bit = 0; bit < Fingerprint.BITS_PER_BAND; bit++) {
          meet(i, bands.with(band, bits ^ (1 << bit)), distinct, seenBy);
        }
      }
    }
  }

  private void meet(int one, int[] others, List<Fingerprint> distinct, int[] seenBy) {
    for (int other : others) {
      if (other >= one) {
        return;
      }
      if (seenBy[other] == one) {
        continue;
      }
      seenBy[other] = one;
      comparisons++;
      int distance = distinct.get(one).distance(distinct.get(other));
      if (distance <= THRESHOLD) {
        count(members.get(other), members.get(one), distance);
        join(one, other);
      }
    }
  }

  private void count(Members earlier, Members later, int distance) {
    if (earlier.images() == 1 && later.images() == 1) {
      int first = earlier.first();
      int second = later.first();
      found++;
      acrossParts += traits.isAcrossParts(first, second) ? 1 : 0;
      acrossGroups += traits.groups()[first] == traits.groups()[second] ? 0 : 1;
      acrossLabels += traits.labels()[first] == traits.labels()[second] ? 0 : 1;
      list(new Pair(first, second, distance));
      return;
    }
    found += earlier.pairs(later);
    acrossParts += earlier.pairsAcrossParts(later);
    acrossGroups += earlier.pairsAcrossGroups(later);
    acrossLabels += earlier.pairsAcrossLabels(later);
    // One pair stands for all of them, one in two parts if there is one.
    int first = earlier.first();
    int second = later.first();
    for (int parts : earlier.partSets()) {
      int partner = later.partner(parts);
      if (traits.isAcrossParts(earlier.firstOf(parts), partner)) {
        first = earlier.firstOf(parts);
        second = partner;
        break;
      }
    }
    list(new Pair(Math.min(first, second), Math.max(first, second), distance));
  }

  private void list(Pair pair) {
    if (listed.size() < most) {
      listed.add(pair);
    } else if (most > 0 && order.compare(pair, listed.element()) < 0) {
      listed.remove();
      listed.add(pair);
    }
  }

  private void join(int one, int other) {
    int a = root(one);
    int b = root(other);
    cluster[Math.max(a, b)] = Math.min(a, b);
  }

  private int root(int image) {
    int at = image;
    while (cluster[at] != at) {
      cluster[at] = cluster[cluster[at]];
      at = cluster[at];
    }
    return at;
  }

  /**
   * Images that are near-duplicates of each other, directly or over others.
   *
   * @param images of the fingerprints of the cluster, by their index
   */
  record Cluster(List<Integer> images) {}

  /**
   * The clusters of at least two images, in the order of their first images.
   *
   * @param fingerprints as they were searched
   */
  List<Cluster> clusters(List<Fingerprint> fingerprints) {
    Map<Fingerprint, Integer> distinct = new LinkedHashMap<>();
    fingerprints.forEach(f -> distinct.putIfAbsent(f, distinct.size()));
    Map<Integer, List<Integer>> byRoot = new LinkedHashMap<>();
    for (int i = 0; i < fingerprints.size(); i++) {
      int at = root(distinct.get(fingerprints.get(i)));
      byRoot.computeIfAbsent(at, r -> new ArrayList<>()).add(i);
    }
    return byRoot.values().stream().filter(c -> c.size() > 1).map(Cluster::new).toList();
  }

  /**
   * The closest pairs, and before all others those in two parts, at most {@link #MOST_PAIRS}; the
   * closest first. Images of equal fingerprint are listed once each, not with all of their equals.
   */
  public List<Pair> pairs() {
    return listed.stream().sorted(CLOSEST_FIRST).toList();
  }

  /** Number of all pairs. */
  public long found() {
    return found;
  }

  /** Number of all pairs in two parts. */
  public long acrossParts() {
    return acrossParts;
  }

  /** Number of all pairs in two groups. */
  public long acrossGroups() {
    return acrossGroups;
  }

  /** Number of all pairs in two classes. */
  public long acrossLabels() {
    return acrossLabels;
  }

  /** Number of pairs of fingerprints that were compared bit by bit. */
  public long comparisons() {
    return comparisons;
  }

  /** For each band and each value of its bits, the images with this value, in ascending order. */
  private static final class Bands {
    private static final int VALUES = 1 << Fingerprint.BITS_PER_BAND;
    private static final int[] NONE = {};

    private final int[][][] owners = new int[Fingerprint.BANDS][VALUES][];

    Bands(List<Fingerprint> fingerprints) {
      for (int band = 0; band < Fingerprint.BANDS; band++) {
        int[] sizes = new int[VALUES];
        for (Fingerprint fingerprint : fingerprints) {
          sizes[fingerprint.band(band)]++;
        }
        for (int value = 0; value < VALUES; value++) {
          owners[band][value] = sizes[value] == 0 ? NONE : new int[sizes[value]];
        }
        int[] filled = new int[VALUES];
        for (int i = 0; i < fingerprints.size(); i++) {
          int value = fingerprints.get(i).band(band);
          owners[band][value][filled[value]++] = i;
        }
      }
    }

    int[] with(int band, int value) {
      return owners[band][value];
    }
  }
}
