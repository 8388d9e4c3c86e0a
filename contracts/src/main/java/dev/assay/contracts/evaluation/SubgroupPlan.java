// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.evaluation;

import dev.assay.contracts.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * By which attributes of its images a metric is split into subgroups, declared before there are
 * results.
 *
 * @param metric the metric that is reported for each subgroup, one of {@link
 *     ComparisonPlan#PRIMARIES}
 * @param attributes distinct, at least one
 */
public record SubgroupPlan(String metric, List<Attribute> attributes) {
  /** With more cut points, no test set is large enough for its subgroups. */
  public static final int MOST_CUTS = 20;

  public SubgroupPlan {
    if (metric == null || !ComparisonPlan.PRIMARIES.contains(metric)) {
      throw new IllegalArgumentException(
          "metric must be one of " + ComparisonPlan.PRIMARIES + ", not '" + metric + "'");
    }
    attributes = List.copyOf(Check.notEmpty("attributes", attributes));
    Set<String> names = new HashSet<>();
    for (Attribute attribute : attributes) {
      if (!names.add(attribute.name())) {
        throw new IllegalArgumentException("attribute '" + attribute.name() + "' is listed twice");
      }
    }
  }

  /**
   * One attribute.
   *
   * @param name as in the split manifest
   * @param cuts the smallest number of each subgroup but the first, ascending; empty: each value is
   *     a subgroup
   */
  public record Attribute(String name, List<Double> cuts) {
    public Attribute {
      Check.text("name", name);
      if (isPseudonym(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' identifies a patient and is no attribute");
      }
      cuts = cuts == null ? List.of() : List.copyOf(cuts);
      if (cuts.size() > MOST_CUTS || !isAscending(cuts)) {
        throw new IllegalArgumentException(
            "cuts must be at most " + MOST_CUTS + " ascending numbers, not " + cuts);
      }
    }

    /** Keyed hashes of identifiers travel with the attributes of DICOM files. */
    public static boolean isPseudonym(String name) {
      return name.equals("dicom-patient") || name.startsWith("dicom-keyed-");
    }

    public static boolean isAscending(List<Double> cuts) {
      for (int i = 0; i < cuts.size(); i++) {
        if (!Double.isFinite(cuts.get(i)) || (i > 0 && cuts.get(i) <= cuts.get(i - 1))) {
          return false;
        }
      }
      return true;
    }
  }
}
