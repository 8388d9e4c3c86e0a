// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The truth about a test set whose images may show several findings: for each finding and image
 * whether it is present, absent or not known. Each finding by itself is a question of two classes
 * about the images for which it is known.
 */
public final class FindingSet {
  /** The classes of each finding, in this order. */
  public static final List<String> CLASSES = List.of("absent", "present");

  /** Number of the class {@code present}. */
  public static final int PRESENT = 1;

  private static final String POSITIVE = "present";

  private final List<String> findings;
  private final byte[][] truth;
  private final List<String> groupOfRow;
  private final Units groups;

  /** What is known of a finding in an image. */
  public enum Truth {
    ABSENT,
    PRESENT,
    UNKNOWN
  }

  /**
   * The images for which a finding is known.
   *
   * @param set of the classes {@link #CLASSES}
   * @param rows of the whole set, ascending
   */
  public record Known(LabelledSet set, int[] rows) {}

  /**
   * @param findings their names in the declared order, at least one, without repetition
   * @param truth findings x rows
   * @param groupOfRow the group (patient) of each row, at least one row
   * @throws IllegalArgumentException if any of these does not hold
   */
  public FindingSet(List<String> findings, Truth[][] truth, List<String> groupOfRow) {
    if (findings.isEmpty() || Set.copyOf(findings).size() != findings.size()) {
      throw new IllegalArgumentException(
          "findings must be at least one, of different names, not " + findings);
    }
    if (truth.length != findings.size() || groupOfRow.isEmpty()) {
      throw new IllegalArgumentException(
          "truth about each of %d findings and at least one row, not %d and %d"
              .formatted(findings.size(), truth.length, groupOfRow.size()));
    }
    this.findings = List.copyOf(findings);
    this.groupOfRow = List.copyOf(groupOfRow);
    this.groups = Units.groups(groupOfRow);
    this.truth = new byte[truth.length][groupOfRow.size()];
    for (int f = 0; f < truth.length; f++) {
      if (truth[f].length != groupOfRow.size()) {
        throw new IllegalArgumentException(
            "%s: truth about %d of %d rows"
                .formatted(findings.get(f), truth[f].length, groupOfRow.size()));
      }
      for (int row = 0; row < truth[f].length; row++) {
        this.truth[f][row] = (byte) truth[f][row].ordinal();
      }
    }
  }

  public List<String> findings() {
    return findings;
  }

  /** Number of images. */
  public int rows() {
    return groupOfRow.size();
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

  /** Images in which the finding is so. */
  public int images(int finding, Truth is) {
    int count = 0;
    for (byte of : truth[finding]) {
      count += of == is.ordinal() ? 1 : 0;
    }
    return count;
  }

  /** Why no area is defined for the finding; empty if one is. */
  public Optional<String> whyNoArea(int finding) {
    int present = images(finding, Truth.PRESENT);
    int absent = images(finding, Truth.ABSENT);
    if (present + absent == 0) {
      return Optional.of("known for no image");
    }
    if (present == 0) {
      return Optional.of(
          "present in none of the %d images for which it is known".formatted(absent));
    }
    return absent == 0
        ? Optional.of("present in all of the %d images for which it is known".formatted(present))
        : Optional.empty();
  }

  /** Numbers of the findings for which areas are defined, ascending. */
  public int[] withAreas() {
    return IntStream.range(0, findings.size()).filter(f -> whyNoArea(f).isEmpty()).toArray();
  }

  /**
   * The question of two classes about one finding.
   *
   * @throws IllegalArgumentException if it is known for no image
   */
  public Known known(int finding) {
    byte[] all = truth[finding];
    int[] rows =
        IntStream.range(0, rows()).filter(row -> all[row] != Truth.UNKNOWN.ordinal()).toArray();
    List<String> groupOfKnown = new ArrayList<>(rows.length);
    for (int row : rows) {
      groupOfKnown.add(groupOfRow.get(row));
    }
    int[] classes = Arrays.stream(rows).map(row -> all[row]).toArray();
    return new Known(new LabelledSet(CLASSES, POSITIVE, classes, groupOfKnown), rows);
  }

  /**
   * For each unit of the known images of a finding, its number among the units of the whole set.
   */
  public int[] unitsOfSet(Known known, ResamplingUnit unit) {
    Units some = known.set().units(unit);
    Units all = units(unit);
    int[] numbers = new int[some.count()];
    for (int i = 0; i < known.rows().length; i++) {
      numbers[some.of(i)] = all.of(known.rows()[i]);
    }
    return numbers;
  }
}
