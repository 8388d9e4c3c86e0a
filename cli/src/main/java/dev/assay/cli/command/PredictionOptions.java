// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.evaluate.DeclaredSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How prediction files are read: the same for every command that reads them. */
final class PredictionOptions {
  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "The column of groups (default: the first of the usual names).")
  private @Nullable String group;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "CLASS",
      description =
          "All classes in their order (default: those of the columns, or those that occur).")
  private List<String> classes = List.of();

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      description = "The positive one of two classes; some metrics need it.")
  private @Nullable String positive;

  DeclaredSet declared() {
    return new DeclaredSet(classes, positive, group);
  }

  boolean given() {
    return group != null || classesGiven();
  }

  boolean classesGiven() {
    return positive != null || !classes.isEmpty();
  }
}
