package dev.assay.datasets;

import java.util.Optional;

/** What a reader of results must be told where the groups of a data set are not its patients. */
public final class PatientLeakage {
  private PatientLeakage() {}

  /**
   * @param groupKind of a layout: {@code patient}, {@code lesion}, {@code image}
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
