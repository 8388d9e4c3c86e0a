// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import dev.assay.cli.CliException;
import dev.assay.contracts.CsvLine;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.FindingTable;
import dev.assay.datasets.layout.FindingTable.Image;
import dev.assay.datasets.layout.FindingTable.Shown;
import dev.assay.datasets.split.FindingSplit;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A table of images with several findings each, divided into parts.
 *
 * @param table file that was read
 * @param groupColumn the column of patients; empty if every image is its own
 * @param seed of the drawn order of the patients
 * @param parts contents of each part
 * @param warnings for readers of results
 */
public record FindingParts(
    String table, String groupColumn, long seed, List<PartContents> parts, List<String> warnings) {

  /**
   * @param findings in the order of the table
   */
  public record PartContents(String part, int images, int patients, Map<String, Count> findings) {}

  /**
   * @param known images for which the finding is known
   * @param present images in which it is present
   * @param patients with such an image
   */
  public record Count(int known, int present, int patients) {}

  /** The document, and the rows of the file that is written. */
  public record Divided(FindingParts summary, List<String> csv) {}

  /**
   * @throws CliException with every fault of the table
   */
  public static Divided of(Path file, FindingTable.Columns columns, SplitSettings settings) {
    try {
      FindingTable table = FindingTable.read(file, columns);
      FindingSplit split = FindingSplit.of(table, settings);
      List<PartContents> parts = new ArrayList<>();
      for (Part part : Part.values()) {
        parts.add(contents(table, split, part));
      }
      FindingParts summary =
          new FindingParts(
              file.toString(),
              table.groupColumn().orElse(""),
              settings.seed(),
              parts,
              split.warnings());
      return new Divided(summary, csv(table, split));
    } catch (DatasetException e) {
      throw CliException.badInput(
          file.toString(),
          e.faults().stream().map(fault -> new Fault("table", null, fault)).toList());
    }
  }

  private static PartContents contents(FindingTable table, FindingSplit split, Part part) {
    List<Image> images = new ArrayList<>();
    for (int row = 0; row < table.images().size(); row++) {
      if (split.parts().get(row) == part) {
        images.add(table.images().get(row));
      }
    }
    Map<String, Count> findings = new LinkedHashMap<>();
    for (int f = 0; f < table.findings().size(); f++) {
      int known = 0;
      int present = 0;
      Set<String> patients = new HashSet<>();
      for (Image image : images) {
        known += image.shown().get(f) == Shown.UNKNOWN ? 0 : 1;
        if (image.shown().get(f) == Shown.PRESENT) {
          present++;
          patients.add(image.group());
        }
      }
      findings.put(table.findings().get(f), new Count(known, present, patients.size()));
    }
    long groups = images.stream().map(Image::group).distinct().count();
    return new PartContents(part.label(), images.size(), Math.toIntExact(groups), findings);
  }

  /** The columns that {@code assay evaluate} reads, but for the probabilities, and the part. */
  private static List<String> csv(FindingTable table, FindingSplit split) {
    boolean grouped = table.groupColumn().isPresent();
    List<String> lines = new ArrayList<>();
    List<String> header =
        new ArrayList<>(grouped ? List.of("image_id", "patient_id") : List.of("image_id"));
    header.add("split");
    table.findings().forEach(finding -> header.add("true_" + finding));
    lines.add(CsvLine.joined(header));
    for (int row = 0; row < table.images().size(); row++) {
      Image image = table.images().get(row);
      List<String> values = new ArrayList<>(List.of(image.image()));
      if (grouped) {
        values.add(image.group());
      }
      values.add(split.parts().get(row).label());
      image.shown().forEach(shown -> values.add(written(shown)));
      lines.add(CsvLine.joined(values));
    }
    return lines;
  }

  private static String written(Shown shown) {
    return switch (shown) {
      case PRESENT -> "1";
      case ABSENT -> "0";
      case UNKNOWN -> "";
    };
  }

  /** The parts as a table of the share of each finding. */
  public TextTable text() {
    List<Column> columns = new ArrayList<>(List.of(Column.words("")));
    parts.forEach(part -> columns.add(Column.figures(part.part())));
    TextTable text = new TextTable(columns);
    row(text, "images", parts.stream().map(p -> Integer.toString(p.images())).toList());
    row(text, "patients", parts.stream().map(p -> Integer.toString(p.patients())).toList());
    for (String finding : parts.getFirst().findings().keySet()) {
      row(
          text,
          finding,
          parts.stream().map(part -> shown(part, part.findings().get(finding))).toList());
    }
    return text;
  }

  private static void row(TextTable text, String name, List<String> values) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(name)));
    values.forEach(value -> cells.add(Cell.of(value)));
    text.row(cells);
  }

  private static String shown(PartContents part, Count count) {
    if (count.known() == 0) {
      return "not known";
    }
    String of = count.known() == part.images() ? "" : " of " + count.known();
    return String.format(
        Locale.ROOT,
        "%d%s (%.1f %%)",
        count.present(),
        of,
        100.0 * count.present() / count.known());
  }
}
