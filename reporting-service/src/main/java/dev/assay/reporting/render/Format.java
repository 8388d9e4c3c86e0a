// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render;

import dev.assay.reporting.render.csv.ComparisonsCsv;
import dev.assay.reporting.render.csv.CsvTable;
import dev.assay.reporting.render.csv.RobustnessCsv;
import dev.assay.reporting.render.csv.SubgroupsCsv;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.legacy.LegacyLatex;
import dev.assay.reporting.render.legacy.LegacyText;
import dev.assay.reporting.render.markdown.MarkdownReport;
import dev.assay.reporting.render.terminal.TerminalReport;
import dev.assay.reporting.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every format of a report, by the end of its file's name. */
public enum Format {
  TEX("tex", "application/x-tex;charset=UTF-8", LatexReport::render),
  CSV("csv", "text/csv;charset=UTF-8", CsvTable::render),
  JSON("json", "application/json", JsonReport::render),
  MD("md", "text/markdown;charset=UTF-8", MarkdownReport::render),
  TXT("txt", "text/plain;charset=UTF-8", TerminalReport::render),
  COMPARISONS_CSV("comparisons.csv", "text/csv;charset=UTF-8", ComparisonsCsv::render),
  ROBUSTNESS_CSV("robustness.csv", "text/csv;charset=UTF-8", RobustnessCsv::render),
  SUBGROUPS_CSV("subgroups.csv", "text/csv;charset=UTF-8", SubgroupsCsv::render),
  LEGACY_TXT("legacy.txt", "text/plain;charset=UTF-8", LegacyText::render),
  LEGACY_TEX("legacy.tex", "application/x-tex;charset=UTF-8", LegacyLatex::render);

  private final String extension;
  private final String mediaType;

  @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
  private final Function<Report, String> renderer;

  Format(String extension, String mediaType, Function<Report, String> renderer) {
    this.extension = extension;
    this.mediaType = mediaType;
    this.renderer = renderer;
  }

  public String extension() {
    return extension;
  }

  public String mediaType() {
    return mediaType;
  }

  public String render(Report report) {
    return renderer.apply(report);
  }

  public static Optional<Format> ofExtension(String extension) {
    return Arrays.stream(values()).filter(f -> f.extension.equals(extension)).findFirst();
  }

  public static List<String> extensions() {
    return Arrays.stream(values()).map(Format::extension).toList();
  }
}
