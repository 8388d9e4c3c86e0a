// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nested subsets of the training part in whole groups: each group has a rank in (0, 1], and the
 * subset of ratio r has all groups with a rank up to r. Ranks are drawn class by class, so each
 * subset keeps the proportions of the classes, and the first group of a class is in every subset.
 * They depend only on the training part, not on the seed of its split.
 */
final class SubsetRanks {
  private static final String SALT = "subset";
  private static final double FIRST = 1e-9;

  private SubsetRanks() {}

  /**
   * @param groups of the training part
   */
  static Map<Group, Double> of(List<Group> groups, int classes) {
    int[] groupsOf = new int[classes];
    for (Group group : groups) {
      for (int label = 0; label < classes; label++) {
        groupsOf[label] += group.has(label) ? 1 : 0;
      }
    }
    List<List<Group>> byRarest = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      byRarest.add(new ArrayList<>());
    }
    groups.forEach(g -> byRarest.get(rarest(g, groupsOf)).add(g));
    Map<Group, Double> ranks = new HashMap<>();
    byRarest.forEach(members -> rank(members, ranks));
    return ranks;
  }

  private static int rarest(Group group, int[] groupsOf) {
    int rarest = -1;
    for (int label = 0; label < groupsOf.length; label++) {
      if (group.has(label) && (rarest < 0 || groupsOf[label] < groupsOf[rarest])) {
        rarest = label;
      }
    }
    return rarest;
  }

  private static void rank(List<Group> members, Map<Group, Double> ranks) {
    members.sort(Comparator.comparing(g -> g.orderKey(SALT)));
    double total = members.stream().mapToInt(g -> g.images().size()).sum();
    double before = 0;
    for (Group group : members) {
      int size = group.images().size();
      // The middle of the group: a subset has the group if its ratio reaches at least half of it.
      ranks.put(group, before == 0 ? FIRST : (before + size / 2.0) / total);
      before += size;
    }
  }
}
