// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.reporting.render.column.ValueColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Accuracy by the share of the training images. */
final class SubsetPlots {
  private final PlotContext context;

  SubsetPlots(PlotContext context) {
    this.context = context;
  }

  List<Plot> plots() {
    List<Plot> plots = new ArrayList<>();
    for (Section section : context.report().sections()) {
      ValueColumn column = section.hasFindings() ? ValueColumn.MEAN_AUROC : ValueColumn.ACCURACY;
      Map<String, List<Row>> alike = new LinkedHashMap<>();
      section.rows().stream()
          .filter(row -> row.metrics().isPresent())
          .forEach(
              row ->
                  alike
                      .computeIfAbsent(
                          context.titles().of(row.cell()).replaceAll(", [0-9.]+ ?%$", ""),
                          key -> new ArrayList<>())
                      .add(row));
      alike.values().removeIf(rows -> rows.size() < 2);
      List<String> keys = List.copyOf(alike.keySet());
      for (int from = 0; from < keys.size(); from += Lines.MOST) {
        List<String> some = keys.subList(from, Math.min(keys.size(), from + Lines.MOST));
        String caption =
            "%s on the test images of %s by the share of training images, with %s %% intervals."
                .formatted(
                    column.heading(),
                    section.title(),
                    Figures.percent(context.report().plan().confidence()));
        plots.add(
            Lines.plot(
                "subset-"
                    + context.dataset(section)
                    + (from == 0 ? "" : "-" + (from / Lines.MOST + 1)),
                caption,
                Lines.LOW,
                some.size(),
                () ->
                    new Lines.Data(
                        caption,
                        new Lines.Axis("Share of the training images", 0, 1.0, false),
                        new Lines.Axis(column.heading(), 0, 1.0, false),
                        false,
                        null,
                        some.stream()
                            .map(key -> shares(key, alike.getOrDefault(key, List.of()), column))
                            .toList())));
      }
    }
    return plots;
  }

  private static Lines.Curve shares(String name, List<Row> rows, ValueColumn column) {
    return new Lines.Curve(
        name,
        true,
        rows.stream()
            .sorted(Comparator.comparingDouble(row -> row.cell().subsetRatio()))
            .flatMap(
                row ->
                    row.metrics().stream()
                        .flatMap(file -> column.stored(file).stream())
                        .filter(metric -> metric.point() != null)
                        .map(
                            metric ->
                                metric.lower() == null
                                    ? List.of(
                                        row.cell().subsetRatio(),
                                        Objects.requireNonNull(metric.point()))
                                    : List.of(
                                        row.cell().subsetRatio(),
                                        Objects.requireNonNull(metric.point()),
                                        Objects.requireNonNull(metric.lower()),
                                        Objects.requireNonNull(metric.upper()))))
            .toList());
  }
}
