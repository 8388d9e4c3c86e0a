// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

import java.util.Optional;

/** The warning for readers of results where the groups of a data set are not its patients. */
public final class PatientLeakage {
  private PatientLeakage() {}

  /**
   * @param groupKind what a group is: {@code patient}, {@code lesion}, {@code image}, or {@code
   *     file} where images are frames
   * @return empty where groups are patients
   */
  public static Optional<String> warning(String groupKind) {
    return switch (groupKind) {
      case "patient" -> Optional.empty();
      case "image" -> Optional.of("no patients are known: leakage by patient cannot be excluded");
      default ->
          Optional.of(
              "groups are "
                  + groupKind
                  + "s and no patients are known: leakage by patient cannot be excluded");
    };
  }
}
