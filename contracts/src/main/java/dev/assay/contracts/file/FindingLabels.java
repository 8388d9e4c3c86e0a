// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each finding in an image that may show several of them: one character for each
 * finding, in the order of the classes of the file. In the JSON it is this text, so a hundred
 * thousand images take no more room than their ids.
 *
 * @param text {@code 1} present, {@code 0} absent, {@code -} not known; {@code "10-"} for three
 */
public record FindingLabels(@JsonValue String text) {
  private static final char PRESENT = '1';
  private static final char ABSENT = '0';
  private static final char UNKNOWN = '-';

  @JsonCreator
  public FindingLabels {
    if (text == null || !text.matches("[01-]+")) {
      throw new IllegalArgumentException(
          "findings must be one of 1 (present), 0 (absent) and - (not known) for each finding, not"
              + " '"
              + text
              + "'");
    }
  }

  /** What is known of one finding. */
  public enum Shown {
    ABSENT,
    PRESENT,
    UNKNOWN
  }

  /**
   * @param shown of each finding, in their order; at least one
   */
  public static FindingLabels of(List<Shown> shown) {
    StringBuilder text = new StringBuilder();
    for (Shown one : shown) {
      text.append(
          switch (one) {
            case PRESENT -> PRESENT;
            case ABSENT -> ABSENT;
            case UNKNOWN -> UNKNOWN;
          });
    }
    return new FindingLabels(text.toString());
  }

  /** Number of findings. */
  public int count() {
    return text.length();
  }

  /** What is known of a finding. */
  public Shown of(int finding) {
    return switch (text.charAt(finding)) {
      case PRESENT -> Shown.PRESENT;
      case ABSENT -> Shown.ABSENT;
      default -> Shown.UNKNOWN;
    };
  }

  public boolean isKnown(int finding) {
    return text.charAt(finding) != UNKNOWN;
  }

  public boolean isPresent(int finding) {
    return text.charAt(finding) == PRESENT;
  }

  /** Whether any finding is present. */
  public boolean areAnyPresent() {
    return text.indexOf(PRESENT) >= 0;
  }

  /**
   * Refuses images of which only some have findings, and findings that are not as many as classes.
   *
   * @param classes of the file
   * @param all of each image; null where it has one class
   * @throws IllegalArgumentException if so
   */
  static void check(List<String> classes, List<? extends @Nullable FindingLabels> all) {
    boolean some = !all.isEmpty() && all.getFirst() != null;
    for (FindingLabels of : all) {
      if ((of != null) != some) {
        throw new IllegalArgumentException("either every image has findings or none has");
      }
      if (of != null && of.count() != classes.size()) {
        throw new IllegalArgumentException(
            "findings '%s' are not one for each of %s".formatted(of.text(), classes));
      }
    }
  }
}
