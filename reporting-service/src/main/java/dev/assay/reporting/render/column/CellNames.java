// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cells of one data set as papers write them. A stored comparison names its cells by the names
 * of the study, because it is a file for programs.
 */
public final class CellNames {
  private final Map<String, String> byId = new HashMap<>();

  /** Names of a comparison and what they are here, the longest first: one may begin another. */
  private final Map<String, String> byStoredName = new LinkedHashMap<>();

  private CellNames(Report report, Section section, ComparisonsFile file) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    for (Row row : section.rows()) {
      byId.put(row.cell().cellId(), LabelColumn.sentence(row.cell(), labels));
    }
    Map<String, String> stored = new HashMap<>();
    for (ComparedCell cell : file.cells()) {
      stored.put(cell.name(), byId.getOrDefault(cell.cellId(), cell.name()));
    }
    for (LeftOut cell : file.leftOut()) {
      stored.put(cell.name(), byId.getOrDefault(cell.cellId(), cell.name()));
    }
    stored.keySet().stream()
        .sorted(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .forEach(name -> byStoredName.put(name, stored.get(name)));
  }

  public static CellNames of(Report report, Section section, ComparisonsFile file) {
    return new CellNames(report, section, file);
  }

  /** Of a cell; its id if the report does not have it. */
  public String cell(String cellId) {
    return byId.getOrDefault(cellId, cellId);
  }

  /** Of one cell minus another, or the contrast's label with its cells as papers write them. */
  public String contrast(Contrast contrast) {
    return isPair(contrast)
        ? first(contrast) + " - " + second(contrast)
        : sentence(label(contrast));
  }

  /** Of what it compares, after the finding that it is about if there is one. */
  public static String label(Contrast contrast) {
    String finding = contrast.finding();
    return finding == null ? contrast.label() : contrast.label().substring(finding.length() + 2);
  }

  /** Of what a contrast puts first. */
  public String first(Contrast contrast) {
    return side(contrast.first(), contrast, 0);
  }

  /** Of what a contrast puts second. */
  public String second(Contrast contrast) {
    return side(contrast.second(), contrast, 1);
  }

  private boolean isPair(Contrast contrast) {
    return Stream.of(contrast.first(), contrast.second())
        .allMatch(ids -> ids.size() == 1 && byId.containsKey(ids.getFirst()));
  }

  private String side(List<String> ids, Contrast contrast, int number) {
    if (ids.size() == 1) {
      return cell(ids.getFirst());
    }
    String[] sides = label(contrast).split(" - ", -1);
    return sides.length == 2
        ? sentence(sides[number])
        : "the mean of " + String.join(" and ", ids.stream().map(this::cell).toList());
  }

  /** A stored sentence with its cells as papers write them. */
  public String sentence(String stored) {
    if (byStoredName.isEmpty()) {
      return stored;
    }
    String names = String.join("|", byStoredName.keySet().stream().map(Pattern::quote).toList());
    // A name within another word, as in resnet50x, is not this name.
    Matcher matcher = Pattern.compile("(?<![\\w-])(?:" + names + ")(?![\\w-])").matcher(stored);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(byStoredName.getOrDefault(found.group(), found.group())));
  }
}
