// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user says about the test set of prediction files.
 *
 * @param classes the classes in their order; empty: those of the probability columns, or those that
 *     occur
 * @param positiveClass the positive one of two classes; null if there is none
 * @param groupColumn name of the column of groups; null: the first of the usual names
 */
public record DeclaredSet(
    List<String> classes, @Nullable String positiveClass, @Nullable String groupColumn) {
  public DeclaredSet {
    classes = List.copyOf(classes);
  }

  /** Whole numbers as the files write them. */
  DeclaredSet asIn(List<PredictionFile> files) {
    List<String> columns =
        files.stream()
            .map(PredictionFile::classes)
            .filter(c -> !c.isEmpty())
            .findFirst()
            .orElse(List.of());
    return new DeclaredSet(
        classes.stream().map(name -> WholeNumbers.label(name, columns)).toList(),
        positiveClass == null ? null : WholeNumbers.label(positiveClass, columns),
        groupColumn);
  }
}
