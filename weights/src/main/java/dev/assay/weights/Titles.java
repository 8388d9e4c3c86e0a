// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

/** Names as papers write them, for whatever people read; files for programs keep the others. */
public final class Titles {
  private Titles() {}

  /** {@code MobileNetV2}; a backbone that no declaration knows keeps its name. */
  public static String backbone(String name) {
    return BackboneCatalogue.find(name).map(BackboneEntry::title).orElse(name);
  }

  /** {@code logistic regression}. */
  public static String head(String name) {
    return switch (name) {
      case "logistic" -> "logistic regression";
      case "knn" -> "k-NN";
      default -> name;
    };
  }
}
