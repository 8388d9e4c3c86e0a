// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.ModelManifest;
import dev.assay.reporting.report.Report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Losses by epoch: the median over the seeds and their range. */
final class LearningPlots {
  private final PlotContext context;

  LearningPlots(PlotContext context) {
    this.context = context;
  }

  List<Plot> plots() {
    List<Plot> plots = new ArrayList<>();
    for (Row row : context.report().trainedRows()) {
      if (row.runs().stream().anyMatch(run -> run.epochs() > 1)) {
        String caption =
            "Losses of %s on %s: the median over the seeds, and as a band their range."
                .formatted(context.titles().of(row.cell()), row.cell().dataset());
        plots.add(
            Lines.plot(
                "learning-" + context.name(row.cell()),
                caption,
                Lines.LOW,
                2,
                () -> losses(row, caption)));
      }
    }
    return plots;
  }

  private Lines.Data losses(Row row, String caption) {
    List<List<ModelManifest.Epoch>> histories =
        context.report().seeds().stream()
            .flatMap(seed -> context.source().model(row.cell().cellId(), seed).stream())
            .map(ModelManifest::history)
            .toList();
    List<Lines.Curve> curves = new ArrayList<>();
    curve("training", histories, ModelManifest.Epoch::trainLoss).ifPresent(curves::add);
    curve("validation", histories, ModelManifest.Epoch::validationLoss).ifPresent(curves::add);
    double epochs = histories.stream().mapToInt(List::size).max().orElse(1);
    return new Lines.Data(
        caption,
        new Lines.Axis("Epoch", 1, epochs, true),
        new Lines.Axis("Loss (cross-entropy)", 0, null, false),
        false,
        null,
        curves);
  }

  private static Optional<Lines.Curve> curve(
      String name,
      List<List<ModelManifest.Epoch>> histories,
      Function<ModelManifest.Epoch, @Nullable Double> value) {
    Map<Integer, List<Double>> byEpoch = new LinkedHashMap<>();
    histories.forEach(
        history ->
            history.forEach(
                epoch -> {
                  Double of = value.apply(epoch);
                  if (of != null && Double.isFinite(of)) {
                    byEpoch.computeIfAbsent(epoch.epoch(), e -> new ArrayList<>()).add(of);
                  }
                }));
    List<List<Double>> points =
        byEpoch.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                epoch -> {
                  double[] of =
                      epoch.getValue().stream().mapToDouble(Double::doubleValue).sorted().toArray();
                  double median = (of[(of.length - 1) / 2] + of[of.length / 2]) / 2;
                  return Lines.point(epoch.getKey(), median, of);
                })
            .toList();
    return points.isEmpty() ? Optional.empty() : Optional.of(new Lines.Curve(name, false, points));
  }
}
