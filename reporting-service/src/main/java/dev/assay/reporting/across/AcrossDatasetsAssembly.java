// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Effect;
import dev.assay.reporting.report.AcrossDatasets.LeftOut;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.AcrossDatasets.OnDataset;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.comparison.AcrossSets;
import dev.assay.statistics.comparison.HierarchicalComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The differences of a study's family over its data sets: a pure function of the sections. */
public final class AcrossDatasetsAssembly {
  private static final int FEWEST = 2;

  /** Half the width of the region of practical equivalence where no margin is declared. */
  private static final double REGION = 0.01;

  private final List<LabelColumn> labels;
  private final Map<String, Cell> cells;
  private final List<ComparedDataset> compared = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  private AcrossDatasetsAssembly(List<Section> sections) {
    List<Cell> all =
        sections.stream().flatMap(section -> section.rows().stream()).map(Row::cell).toList();
    labels = LabelColumn.needed(all);
    cells = all.stream().collect(Collectors.toMap(Cell::cellId, cell -> cell));
  }

  /** Empty unless two data sets or more have a difference of the same rows. */
  public static Optional<AcrossDatasets> of(List<Section> sections) {
    AcrossDatasetsAssembly assembly = new AcrossDatasetsAssembly(sections);
    IndependentDatasets.of(sections).forEach(assembly::add);
    return assembly.result();
  }

  private void add(IndependentDatasets.Dataset dataset) {
    List<ComparisonsFile> files = ComparedDataset.comparisons(dataset.sections());
    if (files.size() < dataset.count()) {
      boolean failed = dataset.sections().stream().anyMatch(s -> s.comparisonFailure() != null);
      leftOut.add(
          new LeftOut(
              dataset.name(), failed ? "its comparison failed" : "its cells are not compared"));
      return;
    }
    ComparedDataset candidate = ComparedDataset.of(dataset.name(), files, cells);
    if (candidate.differences().isEmpty()) {
      List<String> notes = candidate.file().primary().notes();
      leftOut.add(
          new LeftOut(
              dataset.name(),
              notes.isEmpty()
                  ? "no difference is known for all of its folds or repeats"
                  : String.join("; ", notes)));
    } else {
      compared.add(candidate);
    }
  }

  private Optional<AcrossDatasets> result() {
    List<Effect> effects =
        compared.stream()
            .flatMap(set -> set.differences().keySet().stream())
            .distinct()
            .flatMap(contrast -> effect(contrast).stream())
            .toList();
    if (effects.isEmpty()) {
      return Optional.empty();
    }
    ComparisonsFile first = compared.getFirst().file();
    AcrossSets.Ranked ranked = ranked(first);
    return Optional.of(
        new AcrossDatasets(
            first.primary().name(),
            first.primary().higherIsBetter(),
            compared.stream().map(ComparedDataset::name).toList(),
            effects,
            ranked instanceof AcrossSets.Ranked.Friedman friedman ? ranking(friedman, first) : null,
            ranked instanceof AcrossSets.Ranked.Refused refused ? refused.reason() : null,
            leftOut));
  }

  private Optional<Effect> effect(ContrastKind contrast) {
    List<OnDataset> differences = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (ComparedDataset set : compared) {
      Double difference = set.differences().get(contrast);
      if (difference != null) {
        differences.add(new OnDataset(set.name(), difference));
        names.add(set.labels().getOrDefault(contrast, ""));
      }
    }
    if (differences.size() < FEWEST) {
      return Optional.empty();
    }
    AcrossSets.Effect effect =
        AcrossSets.effect(differences.stream().mapToDouble(OnDataset::difference).toArray());
    boolean high = compared.getFirst().file().primary().higherIsBetter();
    return Optional.of(
        new Effect(
            isPair(contrast) || names.stream().distinct().count() > 1
                ? label(contrast)
                : names.getFirst(),
            differences,
            effect.mean(),
            Objects.requireNonNull(effect.sd()),
            effect.standardised(),
            high ? effect.firstHigher() : effect.secondHigher(),
            high ? effect.secondHigher() : effect.firstHigher(),
            further(contrast, differences)));
  }

  private AcrossDatasets.@Nullable Further further(
      ContrastKind contrast, List<OnDataset> differences) {
    ComparisonsFile first = compared.getFirst().file();
    double[] errors =
        compared.stream()
            .filter(set -> set.differences().containsKey(contrast))
            .mapToDouble(set -> set.errors().getOrDefault(contrast, 0.0))
            .toArray();
    boolean known = Arrays.stream(errors).allMatch(error -> error > 0);
    // a region of .01 is for metrics of which more is better: shares, areas, agreement
    if (!known
        || errors.length < HierarchicalComparison.FEWEST_SETS
        || !first.primary().higherIsBetter()) {
      return null;
    }
    HierarchicalComparison found =
        HierarchicalComparison.of(
            differences.stream().mapToDouble(OnDataset::difference).toArray(),
            errors,
            region(first));
    return new AcrossDatasets.Further(
        found.mean(), found.firstHigher(), found.equivalent(), found.secondHigher(), found.rope());
  }

  /** The declared margin; every contrast that was tested against it has it. */
  private static double region(ComparisonsFile file) {
    return file.primary().contrasts().stream()
        .map(ComparisonsFile.Contrast::margin)
        .filter(Objects::nonNull)
        .mapToDouble(ComparisonsFile.MarginTest::margin)
        .findFirst()
        .orElse(REGION);
  }

  private static boolean isPair(ContrastKind contrast) {
    return contrast.first().size() == 1 && contrast.second().size() == 1;
  }

  /** For contrasts with several labels: a label depends on the other cells of its data set. */
  private String label(ContrastKind contrast) {
    return names(contrast.first()) + " - " + names(contrast.second());
  }

  private String names(List<RowKind> rows) {
    return rows.stream().map(this::name).collect(Collectors.joining(", "));
  }

  private String name(RowKind row) {
    return cells.values().stream()
        .filter(cell -> RowKind.of(cell).equals(row))
        .map(cell -> LabelColumn.sentence(cell, labels))
        .findFirst()
        .orElseThrow();
  }

  private List<RowKind> onAll() {
    return compared.getFirst().points().keySet().stream()
        .filter(row -> compared.stream().allMatch(set -> set.points().containsKey(row)))
        .toList();
  }

  private AcrossSets.Ranked ranked(ComparisonsFile first) {
    List<RowKind> rows = onAll();
    if (rows.isEmpty()) {
      return new AcrossSets.Ranked.Refused("no cell has a result on every data set");
    }
    double[][] values =
        compared.stream()
            .map(
                set ->
                    rows.stream().mapToDouble(row -> set.points().getOrDefault(row, 0.0)).toArray())
            .toArray(double[][]::new);
    return AcrossSets.friedman(values, first.primary().higherIsBetter(), first.plan().alpha());
  }

  private Ranking ranking(AcrossSets.Ranked.Friedman friedman, ComparisonsFile first) {
    List<RowKind> rows = onAll();
    List<MeanRank> ranks = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      ranks.add(new MeanRank(name(rows.get(i)), friedman.meanRanks().get(i)));
    }
    return new Ranking(
        ranks,
        friedman.statistic(),
        friedman.p(),
        friedman.criticalDifference(),
        first.plan().alpha());
  }
}
