package dev.assay.datasets.scan;

import dev.assay.datasets.scan.DatasetScanner.Finding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exact duplicates join the groups of their images (union-find over patients): the same picture
 * under two patients means that the two are one, or cannot be told apart.
 */
final class Duplicates {
  private final Map<String, String> parents = new HashMap<>();
  private final Set<String> conflicts = new HashSet<>();

  private Duplicates() {}

  static Duplicates among(List<Finding> findings) {
    Duplicates duplicates = new Duplicates();
    Map<String, Finding> seen = new HashMap<>();
    for (Finding finding : findings) {
      Finding same = seen.putIfAbsent(finding.sha256(), finding);
      if (same != null && same.label() != finding.label()) {
        duplicates.conflicts.add(finding.sha256());
      } else if (same != null) {
        duplicates.join(same.patient(), finding.patient());
      }
    }
    return duplicates;
  }

  /** Whether these bytes occur under two classes. */
  boolean isConflict(String sha256) {
    return conflicts.contains(sha256);
  }

  /** The smallest of the patients that are one with this image's. */
  String group(Finding finding) {
    return root(finding.patient());
  }

  private void join(String one, String other) {
    String a = root(one);
    String b = root(other);
    // The smaller becomes the root, so that the result does not depend on the order of joining.
    if (a.compareTo(b) < 0) {
      parents.put(b, a);
    } else if (a.compareTo(b) > 0) {
      parents.put(a, b);
    }
  }

  private String root(String patient) {
    String at = patient;
    String parent = parents.get(at);
    while (parent != null) {
      at = parent;
      parent = parents.get(at);
    }
    return at;
  }
}
