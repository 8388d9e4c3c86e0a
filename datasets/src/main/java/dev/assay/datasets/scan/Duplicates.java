// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Exact duplicates join the groups of their images (union-find over patients): if two patients have
 * the same image, they are the same person or cannot be distinguished.
 */
final class Duplicates {
  private final Map<String, String> parents = new HashMap<>();
  private final Set<String> conflicts = new HashSet<>();

  private Duplicates() {}

  static Duplicates among(List<ScannedFile> files) {
    Duplicates duplicates = new Duplicates();
    Map<String, ScannedFile> seen = new HashMap<>();
    for (ScannedFile file : files) {
      ScannedFile same = seen.putIfAbsent(file.sha256(), file);
      if (same != null && !saysTheSame(same, file)) {
        duplicates.conflicts.add(file.sha256());
      } else if (same != null) {
        duplicates.join(same.patient(), file.patient());
      }
    }
    return duplicates;
  }

  private static boolean saysTheSame(ScannedFile one, ScannedFile other) {
    return one.label() == other.label() && one.file().findings().equals(other.file().findings());
  }

  /** Whether these bytes occur under two classes. */
  boolean isConflict(String sha256) {
    return conflicts.contains(sha256);
  }

  /** The smallest name among the joined patients of this image. */
  String group(ScannedFile file) {
    return root(file.patient());
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
