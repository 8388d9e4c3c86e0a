// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Assigns whole groups to bins (the parts of a split, or folds) so that the images of each class
 * have the wanted shares: iterative stratification (Sechidis et al. 2011,
 * doi:10.1007/978-3-642-23808-6_10) over groups. The rarest class is assigned first, and within a
 * class large groups first, in a drawn order. A group goes to the bin whose fill, counted with half
 * of the group and divided by its share, is the smallest. This is the rounding of Sainte-Laguë: for
 * up to three bins and groups of one size the error is less than one group (Balinski and Young
 * 1982, Fair Representation). The last groups of a class are reserved for bins that have fewer
 * groups of it than they need.
 *
 * <p>Of findings a group may have several. Then the order of the labels is that of the groups that
 * are left, and changes whenever one is done, as in the paper; of classes it stays as it was.
 *
 * @param <G> groups
 * @param <B> bins
 */
final class StratifiedGroup<G extends Stratum, B> {
  /** With fewer groups an interval over groups has no meaning. */
  static final int GROUPS_PER_CLASS_AND_PART = 2;

  private final int classes;
  private final Map<B, Double> shares;
  private final Map<G, B> bins = new LinkedHashMap<>();
  private final Map<B, int[]> images = new LinkedHashMap<>();
  private final Map<B, int[]> groupCounts = new LinkedHashMap<>();
  private final int[] totals;

  private StratifiedGroup(int classes, Map<B, Double> shares) {
    this.classes = classes;
    this.shares = shares;
    this.totals = new int[classes];
    for (B bin : shares.keySet()) {
      images.put(bin, new int[classes]);
      groupCounts.put(bin, new int[classes]);
    }
  }

  /**
   * @param groups to assign
   * @param fixed groups whose bins are fixed; bins that are not in {@code shares} are ignored
   * @param shares of the bins to fill, adding up to 1; of equal bins the first is preferred
   * @param salt of the drawn order
   */
  static <G extends Stratum, B> Map<G, B> assign(
      List<G> groups, Map<G, B> fixed, int classes, Map<B, Double> shares, String salt) {
    return assign(groups, fixed, classes, shares, salt, false);
  }

  /**
   * The same of findings, of which a group may have several.
   *
   * @param findings number of labels; each group has at least one
   */
  static <G extends Stratum, B> Map<G, B> assignFindings(
      List<G> groups, Map<G, B> fixed, int findings, Map<B, Double> shares, String salt) {
    return assign(groups, fixed, findings, shares, salt, true);
  }

  private static <G extends Stratum, B> Map<G, B> assign(
      List<G> groups,
      Map<G, B> fixed,
      int classes,
      Map<B, Double> shares,
      String salt,
      boolean recounting) {
    StratifiedGroup<G, B> split = new StratifiedGroup<>(classes, shares);
    groups.forEach(g -> addImages(split.totals, g));
    fixed.forEach(
        (group, bin) -> {
          if (shares.containsKey(bin)) {
            addImages(split.totals, group);
            split.count(group, bin);
          }
        });
    Map<G, String> order = new HashMap<>();
    groups.forEach(g -> order.put(g, g.orderKey(salt)));
    List<Integer> labels = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
    labels.sort(split.rarestFirst(groups));
    while (!labels.isEmpty()) {
      int label = labels.removeFirst();
      List<G> open = new ArrayList<>();
      groups.stream().filter(g -> g.has(label)).forEach(open::add);
      open.removeIf(split.bins::containsKey);
      open.sort(Comparator.comparing((G g) -> -g.count(label)).thenComparing(order::get));
      for (int i = 0; i < open.size(); i++) {
        B bin = split.choose(label, open.get(i).count(label), open.size() - i);
        split.bins.put(open.get(i), bin);
        split.count(open.get(i), bin);
      }
      if (recounting) {
        labels.sort(
            split.rarestFirst(groups.stream().filter(g -> !split.bins.containsKey(g)).toList()));
      }
    }
    return split.bins;
  }

  /** Labels by their number of these groups, then of images. */
  private Comparator<Integer> rarestFirst(List<G> open) {
    int[] groupsOf = new int[classes];
    open.forEach(g -> addPresence(groupsOf, g));
    return Comparator.comparing((Integer l) -> groupsOf[l]).thenComparing(l -> totals[l]);
  }

  private B choose(int label, int size, int left) {
    Set<B> needy = new HashSet<>();
    int needed = 0;
    for (B bin : shares.keySet()) {
      int lacking = GROUPS_PER_CLASS_AND_PART - groupCounts.get(bin)[label];
      if (lacking > 0) {
        needy.add(bin);
        needed += lacking;
      }
    }
    boolean keepForNeedy = !needy.isEmpty() && left <= needed;
    return shares.keySet().stream()
        .filter(bin -> !keepForNeedy || needy.contains(bin))
        .min(
            Comparator.comparingDouble((B bin) -> fill(bin, label, size))
                .thenComparingDouble(bin -> -shares.get(bin)))
        .orElseThrow();
  }

  /** Fill of a bin with images of the class and half of the next group; 1 is its share. */
  private double fill(B bin, int label, int size) {
    double desired = shares.get(bin) * totals[label];
    return (images.get(bin)[label] + size / 2.0) / desired;
  }

  private void count(G group, B bin) {
    addImages(images.get(bin), group);
    addPresence(groupCounts.get(bin), group);
  }

  private static void addImages(int[] sums, Stratum group) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += group.count(i);
    }
  }

  private static void addPresence(int[] sums, Stratum group) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += group.has(i) ? 1 : 0;
    }
  }
}
