// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.article;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.OfficialWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was done to images before the first layer, for each backbone, against what its weights ask
 * for: another size or interpolation alone can move the accuracy by several points.
 */
public final class PreprocessingTable {
  private PreprocessingTable() {}

  /**
   * One backbone with one preprocessing.
   *
   * @param difference from what the weights ask for; empty if there is none
   */
  public record Line(String backbone, String weights, String used, String difference) {}

  public static List<Line> of(Report report) {
    return report.cells().stream().map(PreprocessingTable::line).distinct().toList();
  }

  private static Line line(Cell cell) {
    return new Line(
        PaperNames.backbone(cell),
        cell.weights().isRandom() ? "random" : cell.weights().source(),
        used(cell),
        asked(cell).map(asked -> difference(cell.preprocessing(), asked)).orElse(""));
  }

  /**
   * Of the official file with this hash, or else of the backbone; random weights ask for nothing.
   */
  private static Optional<Preprocessing> asked(Cell cell) {
    if (cell.weights().isRandom()) {
      return Optional.empty();
    }
    String identity = cell.weights().identity();
    return OfficialWeights.of(cell.backbone()).stream()
        .filter(file -> !file.sha256Prefix().isEmpty() && identity.startsWith(file.sha256Prefix()))
        .findFirst()
        .map(OfficialWeights::preprocessing)
        .or(() -> BackboneCatalogue.find(cell.backbone()).map(BackboneEntry::preprocessing));
  }

  private static String used(Cell cell) {
    ImportedModel model = cell.weights().model();
    return model == null || model.pixels() == null
        ? text(cell.preprocessing())
        : "by its owner: " + model.pixels();
  }

  private static String text(Preprocessing of) {
    return "%s to %d (%s)%s, centre %d x %d"
        .formatted(of.sides(), of.resize(), of.interpolation(), of.padding(), of.crop(), of.crop());
  }

  private static String difference(Preprocessing used, Preprocessing asked) {
    List<String> differences = new ArrayList<>();
    if (used.resize() != asked.resize()) {
      differences.add("resize %d".formatted(asked.resize()));
    }
    if (used.crop() != asked.crop()) {
      differences.add("crop %d".formatted(asked.crop()));
    }
    if (!used.sides().equals(asked.sides())) {
      differences.add("%s to this length%s".formatted(asked.sides(), asked.padding()));
    }
    if (!used.interpolation().equals(asked.interpolation())) {
      differences.add(asked.interpolation());
    }
    if (!used.mean().equals(asked.mean()) || !used.std().equals(asked.std())) {
      differences.add("means and deviations " + asked.mean() + ", " + asked.std());
    }
    return differences.stream().collect(Collectors.joining(", "));
  }
}
