package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns whole groups to parts so that each class keeps its shares: iterative stratification
 * (Sechidis et al. 2011, doi:10.1007/978-3-642-23808-6_10) over groups. The rarest class goes
 * first; within a class large groups go first, in a drawn order; each goes to the part that lacks
 * the largest fraction of its share of the class. As long as a part has fewer groups of a class
 * than it needs, the last groups of that class are kept for it.
 */
final class StratifiedGroup {
  /** Fewer and no interval over groups means anything. */
  static final int GROUPS_PER_CLASS_AND_PART = 2;

  private final List<Group> groups;
  private final int classes;
  private final Map<Part, Double> shares;
  private final Map<Group, Part> sides = new HashMap<>();
  private final Map<Part, int[]> images = new EnumMap<>(Part.class);
  private final Map<Part, int[]> groupCounts = new EnumMap<>(Part.class);
  private final int[] totals;

  private StratifiedGroup(List<Group> groups, int classes, Map<Part, Double> shares) {
    this.groups = groups;
    this.classes = classes;
    this.shares = shares;
    this.totals = new int[classes];
    groups.forEach(g -> addImages(totals, g));
    for (Part part : shares.keySet()) {
      images.put(part, new int[classes]);
      groupCounts.put(part, new int[classes]);
    }
  }

  /**
   * @param shares of the parts to fill, adding up to 1
   * @param salt what the drawn order depends on
   */
  static Map<Group, Part> assign(
      List<Group> groups, int classes, Map<Part, Double> shares, String salt) {
    StratifiedGroup split = new StratifiedGroup(groups, classes, new EnumMap<>(shares));
    Map<Group, String> lots = new HashMap<>();
    groups.forEach(g -> lots.put(g, g.lot(salt)));
    for (int label : split.rarestFirst()) {
      List<Group> open = new ArrayList<>();
      groups.stream().filter(g -> g.has(label)).forEach(open::add);
      open.removeIf(split.sides::containsKey);
      open.sort(Comparator.comparing((Group g) -> -g.count(label)).thenComparing(lots::get));
      for (int i = 0; i < open.size(); i++) {
        split.place(open.get(i), split.choose(label, open.size() - i));
      }
    }
    return split.sides;
  }

  /** Labels by their number of groups, then of images. */
  private List<Integer> rarestFirst() {
    int[] groupsOf = new int[classes];
    groups.forEach(g -> addPresence(groupsOf, g));
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      labels.add(label);
    }
    labels.sort(
        Comparator.comparing((Integer l) -> groupsOf[l]).thenComparing((Integer l) -> totals[l]));
    return labels;
  }

  private Part choose(int label, int left) {
    Set<Part> needy = new HashSet<>();
    int needed = 0;
    for (Part part : shares.keySet()) {
      int lacking = GROUPS_PER_CLASS_AND_PART - groupCounts.get(part)[label];
      if (lacking > 0) {
        needy.add(part);
        needed += lacking;
      }
    }
    boolean keepForNeedy = !needy.isEmpty() && left <= needed;
    return shares.keySet().stream()
        .filter(p -> !keepForNeedy || needy.contains(p))
        .max(
            Comparator.comparingDouble((Part p) -> lack(p, label)).thenComparingDouble(shares::get))
        .orElseThrow();
  }

  /** The fraction of its share of the class that a part does not have yet. */
  private double lack(Part part, int label) {
    double desired = shares.get(part) * totals[label];
    return (desired - images.get(part)[label]) / desired;
  }

  private void place(Group group, Part part) {
    sides.put(group, part);
    addImages(images.get(part), group);
    addPresence(groupCounts.get(part), group);
  }

  private static void addImages(int[] sums, Group group) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += group.count(i);
    }
  }

  private static void addPresence(int[] sums, Group group) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += group.has(i) ? 1 : 0;
    }
  }
}
