// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kind of file of an export. */
public enum ExportPart {
  /** The probabilities of each run, CSV and Parquet. */
  PREDICTIONS,
  /** The predictions in the layout of the original study. */
  ORIGINAL,
  /** The weights of each run with its card and a loading example. */
  MODELS,
  /** The losses of each epoch. */
  LOSSES,
  /** What frozen backbones give for each image. */
  FEATURES,
  /** The part of every image. */
  SPLITS,
  /** What the trainer and the scorer of each run printed. */
  LOGS,
  /** The report in every format. */
  REPORT,
  /** Every figure as SVG and PDF, with its numbers. */
  FIGURES;

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(ExportPart::label).toList();
  }

  /**
   * @param list labels with commas between; absent: all
   * @throws IllegalArgumentException naming the accepted ones
   */
  public static Set<ExportPart> parse(@Nullable String list) {
    if (list == null) {
      return EnumSet.allOf(ExportPart.class);
    }
    Set<ExportPart> parts = EnumSet.noneOf(ExportPart.class);
    for (String label : list.split(",", -1)) {
      parts.add(
          Arrays.stream(values())
              .filter(part -> part.label().equals(label.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' is no part of an export; accepted: %s"
                              .formatted(label.strip(), String.join(", ", labels())))));
    }
    return parts;
  }
}
