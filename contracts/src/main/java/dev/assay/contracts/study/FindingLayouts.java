// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The name of a layout that is read for several findings per image: {@code
 * chexpert/findings:Effusion+Mass}, or {@code chexpert/findings:*} for all that its tables have. A
 * study writes {@code findings: [Effusion, Mass]} next to {@code layout: chexpert}. That the
 * findings are part of the name makes two readings of one folder two data sets, as they are with
 * one finding, {@code chexpert/Effusion}.
 */
public final class FindingLayouts {
  /** All findings of the tables. */
  public static final String ALL = "*";

  /**
   * The name that no finding has: a table of predictions with a column {@code true_label} has one
   * class per image.
   */
  public static final String NO_NAME = "label";

  private static final String PREFIX = "findings:";
  private static final String MARK = "/" + PREFIX;
  private static final String SEPARATOR = "+";

  private FindingLayouts() {}

  /**
   * @param layout without findings
   * @param findings in the order of the outputs of a model; empty: all
   */
  static String of(String layout, List<String> findings) {
    return layout + MARK + (findings.isEmpty() ? ALL : String.join(SEPARATOR, findings));
  }

  /** Whether images of the layout have several findings. */
  public static boolean isOne(String layout) {
    return layout.contains(MARK);
  }

  /** Whether a finding can be part of the name of a layout. */
  static boolean isName(String finding) {
    return !finding.isBlank()
        && finding.equals(finding.strip())
        && !finding.contains(SEPARATOR)
        && !finding.equals(ALL)
        && !finding.equals(NO_NAME)
        && finding.chars().noneMatch(Character::isISOControl);
  }

  /**
   * The findings in the part of a layout's name behind its first slash.
   *
   * @return empty if it names none; a list without elements for all
   */
  public static Optional<List<String>> wanted(String rest) {
    if (!rest.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String names = rest.substring(PREFIX.length());
    return Optional.of(
        names.equals(ALL)
            ? List.of()
            : Arrays.stream(names.split("\\" + SEPARATOR, -1)).map(String::strip).toList());
  }
}
