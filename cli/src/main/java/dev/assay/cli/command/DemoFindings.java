// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.data.ImageCount;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the table of the demo shows, in words. Each sentence is made of a difference and its
 * simultaneous interval, so it says no more than the images do.
 */
final class DemoFindings {
  private static final String FIRST = "first better";
  private static final String SECOND = "second better";

  private DemoFindings() {}

  /**
   * @param report a report as JSON
   * @param titles of its cells, as papers write them
   * @return empty if nothing was compared
   */
  static List<String> of(JsonNode report, Map<String, String> titles) {
    List<String> lines = new ArrayList<>();
    Map<String, Cell> cells = new HashMap<>();
    for (JsonNode section : report.path("sections")) {
      for (JsonNode row : section.path("rows")) {
        Cell cell = Json.read(row.path("cell").toString(), Cell.class);
        cells.put(cell.cellId(), cell);
      }
      if (section.path("comparison").isObject()) {
        ComparisonsFile file =
            Json.read(section.path("comparison").toString(), ComparisonsFile.class);
        lines.addAll(of(file, cells, titles));
      }
    }
    return lines;
  }

  private static List<String> of(
      ComparisonsFile file, Map<String, Cell> cells, Map<String, String> titles) {
    List<String> lines = new ArrayList<>();
    List<Contrast> contrasts = file.primary().contrasts();
    lines.add(
        "What the table shows, by %s on %s:"
            .formatted(
                file.primary().name().replace('_', ' '),
                new ImageCount(file.images(), file.units(), file.groupKind()).described("test")));
    Map<String, String> names = new HashMap<>();
    for (ComparedCell cell : file.cells()) {
      names.put(cell.cellId(), titles.getOrDefault(cell.cellId(), cell.name()));
    }
    contrasts.forEach(contrast -> lines.add("  " + sentence(contrast, names, file.images())));
    List<Contrast> ofPretraining =
        contrasts.stream()
            .filter(c -> isRandom(c.first(), cells) != isRandom(c.second(), cells))
            .toList();
    boolean pretrainingCounts =
        !ofPretraining.isEmpty()
            && ofPretraining.stream()
                .allMatch(c -> c.verdict().equals(isRandom(c.second(), cells) ? FIRST : SECOND));
    boolean fineTuningIsOpen =
        contrasts.stream()
            .filter(c -> !ofPretraining.contains(c))
            .noneMatch(c -> c.verdict().equals(FIRST) || c.verdict().equals(SECOND));
    if (pretrainingCounts) {
      lines.add(
          "  So pretraining is what counts here"
              + (fineTuningIsOpen
                  ? "; whether to fine-tune as well, so few images cannot tell."
                  : "."));
    }
    return lines;
  }

  private static boolean isRandom(List<String> ids, Map<String, Cell> cells) {
    return ids.stream().map(cells::get).allMatch(cell -> cell != null && cell.weights().isRandom());
  }

  private static String sentence(Contrast contrast, Map<String, String> names, int images) {
    String first = names(contrast.first(), names);
    String second = names(contrast.second(), names);
    return switch (contrast.verdict()) {
      case FIRST -> better(first, second, contrast, 1);
      case SECOND -> better(second, first, contrast, -1);
      default ->
          "%d images cannot tell '%s' from '%s': %s"
              .formatted(images, first, second, difference(contrast, 1));
    };
  }

  private static String better(String better, String worse, Contrast contrast, int sign) {
    return "'%s' is better than '%s': %s".formatted(better, worse, difference(contrast, sign));
  }

  private static String difference(Contrast contrast, int sign) {
    String point = String.format(Locale.ROOT, "%+.3f", sign * contrast.difference());
    Double lower = sign > 0 ? contrast.simultaneousLower() : contrast.simultaneousUpper();
    Double upper = sign > 0 ? contrast.simultaneousUpper() : contrast.simultaneousLower();
    return lower == null || upper == null
        ? point
        : point + String.format(Locale.ROOT, " [%.3f, %.3f]", sign * lower, sign * upper);
  }

  private static String names(List<String> ids, Map<String, String> names) {
    return String.join(" and ", ids.stream().map(id -> names.getOrDefault(id, id)).toList());
  }
}
