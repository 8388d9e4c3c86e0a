// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The truth about a test set: the class of every image and the group it belongs to. Models scored
 * on the same set share it, row for row; that is what makes their resamples paired.
 */
public final class LabelledSet {
  private final List<String> classes;
  private final int positive;
  private final int[] truth;
  private final Units groups;

  /**
   * @param classes all classes in their declared order, at least two, without repetition
   * @param positiveClass the class to be detected, for sets of two classes; null if none is
   *     declared
   * @param truth index in {@code classes} of each row's true class
   * @param groupOfRow the group (patient, lesion) of each row
   * @throws IllegalArgumentException if any of these does not hold
   */
  public LabelledSet(
      List<String> classes, @Nullable String positiveClass, int[] truth, List<String> groupOfRow) {
    if (classes.size() < 2 || Set.copyOf(classes).size() != classes.size()) {
      throw new IllegalArgumentException(
          "classes must be at least two different names, not " + classes);
    }
    if (positiveClass != null && (classes.size() != 2 || !classes.contains(positiveClass))) {
      throw new IllegalArgumentException(
          "a positive class is one of exactly two classes; '" + positiveClass + "' of " + classes);
    }
    if (truth.length == 0 || truth.length != groupOfRow.size()) {
      throw new IllegalArgumentException(
          "at least one row, and a group for each: "
              + truth.length
              + " rows, "
              + groupOfRow.size()
              + " groups");
    }
    this.classes = List.copyOf(classes);
    this.positive = positiveClass == null ? -1 : classes.indexOf(positiveClass);
    this.truth = checked("true class", truth, classes.size());
    this.groups = Units.groups(groupOfRow);
  }

  private LabelledSet(LabelledSet all, int[] rows) {
    this.classes = all.classes;
    this.positive = all.positive;
    this.truth = Arrays.stream(rows).map(row -> all.truth[row]).toArray();
    this.groups = all.groups.rows(rows);
  }

  /**
   * Those rows, in that order; a row may be named several times.
   *
   * @throws IllegalArgumentException if there are none
   */
  public LabelledSet rows(int... rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("at least one row");
    }
    return new LabelledSet(this, rows);
  }

  static int[] checked(String what, int[] indices, int classes) {
    for (int row = 0; row < indices.length; row++) {
      if (indices[row] < 0 || indices[row] >= classes) {
        throw new IllegalArgumentException(
            "row " + row + ": " + what + " " + indices[row] + " is not in 0.." + (classes - 1));
      }
    }
    return indices.clone();
  }

  public List<String> classes() {
    return classes;
  }

  public int classCount() {
    return classes.size();
  }

  /** Index of the declared positive class. */
  public OptionalInt positive() {
    return positive < 0 ? OptionalInt.empty() : OptionalInt.of(positive);
  }

  public Optional<String> positiveClass() {
    return positive < 0 ? Optional.empty() : Optional.of(classes.get(positive));
  }

  /** Number of images. */
  public int rows() {
    return truth.length;
  }

  public int truth(int row) {
    return truth[row];
  }

  public Units groups() {
    return groups;
  }

  /** The units that are drawn from this set. */
  public Units units(ResamplingUnit unit) {
    return switch (unit) {
      case GROUP -> groups;
      case IMAGE -> Units.images(rows());
    };
  }

  /** Images of each class. */
  public int[] imagesPerClass() {
    int[] counts = new int[classes.size()];
    for (int c : truth) {
      counts[c]++;
    }
    return counts;
  }

  /** Units in which each class occurs. */
  public int[] unitsPerClass(Units units) {
    int[] counts = new int[classes.size()];
    Set<Long> seen = new TreeSet<>();
    for (int row = 0; row < truth.length; row++) {
      if (seen.add((long) units.of(row) * classes.size() + truth[row])) {
        counts[truth[row]]++;
      }
    }
    return counts;
  }
}
