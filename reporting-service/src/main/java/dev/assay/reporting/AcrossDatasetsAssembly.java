package dev.assay.reporting;

import dev.assay.contracts.Cell;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.Recipe;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.Point;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the comparisons of several data sets come to together: a pure function of them. Rows of two
 * data sets are the same if they are alike in all but the data set.
 */
final class AcrossDatasetsAssembly {
  private static final int FEWEST = 2;

  private final List<LabelColumn> labels;
  private final Map<String, Cell> cells;
  private final List<Compared> compared = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  /** A row, whatever the data set. */
  private record Same(
      String backbone,
      String weights,
      Preprocessing preprocessing,
      String head,
      Recipe recipe,
      boolean frozen,
      double subsetRatio) {
    static Same of(Cell cell) {
      return new Same(
          cell.backbone(),
          cell.weights().identity(),
          cell.preprocessing(),
          cell.head(),
          cell.recipe(),
          cell.frozen(),
          cell.subsetRatio());
    }
  }

  /** A contrast, whatever the data set. */
  private record Sides(List<Same> first, List<Same> second) {}

  /**
   * A data set that counts.
   *
   * @param differences of the primary metric, and {@code points}: both the mean over its sections,
   *     of what each of them has
   */
  private record Compared(
      String name,
      ComparisonsFile file,
      Map<Sides, Double> differences,
      Map<Sides, String> labels,
      Map<Same, Double> points) {}

  private AcrossDatasetsAssembly(List<Section> sections) {
    List<Cell> all =
        sections.stream().flatMap(section -> section.rows().stream()).map(Row::cell).toList();
    labels = LabelColumn.needed(all);
    cells = all.stream().collect(Collectors.toMap(Cell::cellId, cell -> cell));
  }

  /** Empty unless two data sets or more have a difference of the same rows. */
  static Optional<AcrossDatasets> of(List<Section> sections) {
    AcrossDatasetsAssembly assembly = new AcrossDatasetsAssembly(sections);
    IndependentDatasets.of(sections).forEach(assembly::add);
    return assembly.result();
  }

  private void add(IndependentDatasets.Dataset dataset) {
    List<ComparisonsFile> files =
        dataset.sections().stream().map(Section::comparison).filter(Objects::nonNull).toList();
    if (files.size() < dataset.count()) {
      boolean failed = dataset.sections().stream().anyMatch(s -> s.comparisonFailure() != null);
      leftOut.add(
          new LeftOut(
              dataset.name(), failed ? "its comparison failed" : "its cells are not compared"));
      return;
    }
    ComparisonsFile first = files.getFirst();
    Map<Sides, String> labelled = new LinkedHashMap<>();
    first
        .primary()
        .contrasts()
        .forEach(contrast -> labelled.putIfAbsent(sides(contrast), contrast.label()));
    Map<Sides, Double> differences =
        means(
            files.stream()
                .map(
                    file ->
                        file.primary().contrasts().stream()
                            .collect(
                                // two ready-made questions may have one answer
                                Collectors.toMap(
                                    this::sides, Contrast::difference, (one, other) -> one)))
                .toList(),
            labelled.keySet().stream().toList());
    if (differences.isEmpty()) {
      leftOut.add(
          new LeftOut(
              dataset.name(),
              first.primary().notes().isEmpty()
                  ? "no difference that all of it has"
                  : String.join("; ", first.primary().notes())));
      return;
    }
    List<Map<Same, Double>> points =
        files.stream()
            .map(
                file ->
                    file.primary().points().stream()
                        .collect(Collectors.toMap(p -> same(p.cellId()), Point::value)))
            .toList();
    List<Same> rows = first.primary().points().stream().map(point -> same(point.cellId())).toList();
    compared.add(new Compared(dataset.name(), first, differences, labelled, means(points, rows)));
  }

  /** Of the keys that all have, in the given order. */
  private static <K> Map<K, Double> means(List<Map<K, Double>> all, List<K> keys) {
    Map<K, Double> means = new LinkedHashMap<>();
    for (K key : keys) {
      if (all.stream().allMatch(values -> values.containsKey(key))) {
        means.put(
            key,
            all.stream()
                .mapToDouble(values -> values.getOrDefault(key, 0.0))
                .average()
                .orElseThrow());
      }
    }
    return means;
  }

  private Sides sides(Contrast contrast) {
    return new Sides(
        contrast.first().stream().map(this::same).toList(),
        contrast.second().stream().map(this::same).toList());
  }

  private Same same(String cellId) {
    Cell cell = cells.get(cellId);
    if (cell == null) {
      throw new IllegalArgumentException(
          "a comparison of a cell that the study has not: " + cellId);
    }
    return Same.of(cell);
  }

  private Optional<AcrossDatasets> result() {
    List<Sides> family =
        compared.stream().flatMap(set -> set.differences().keySet().stream()).distinct().toList();
    List<Effect> effects = family.stream().flatMap(sides -> effect(sides).stream()).toList();
    if (effects.isEmpty()) {
      return Optional.empty();
    }
    ComparisonsFile first = compared.getFirst().file();
    AcrossSets.Ranked ranked = ranked(first);
    return Optional.of(
        new AcrossDatasets(
            first.primary().name(),
            first.primary().higherIsBetter(),
            compared.stream().map(Compared::name).toList(),
            effects,
            ranked instanceof AcrossSets.Ranked.Friedman friedman ? ranking(friedman, first) : null,
            ranked instanceof AcrossSets.Ranked.Refused refused ? refused.reason() : null,
            leftOut));
  }

  private Optional<Effect> effect(Sides sides) {
    List<OnDataset> differences = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Compared set : compared) {
      Double difference = set.differences().get(sides);
      if (difference != null) {
        differences.add(new OnDataset(set.name(), difference));
        names.add(set.labels().getOrDefault(sides, ""));
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
            names.stream().distinct().count() == 1 ? names.getFirst() : label(sides),
            differences,
            effect.mean(),
            Objects.requireNonNull(effect.sd()),
            effect.standardised(),
            high ? effect.firstHigher() : effect.secondHigher(),
            high ? effect.secondHigher() : effect.firstHigher()));
  }

  /** Where names of cells differ between data sets, because other cells are there beside them. */
  private String label(Sides sides) {
    return side(sides.first()) + " - " + side(sides.second());
  }

  private String side(List<Same> rows) {
    return rows.stream().map(this::name).collect(Collectors.joining(", "));
  }

  private String name(Same row) {
    return cells.values().stream()
        .filter(cell -> Same.of(cell).equals(row))
        .map(cell -> LabelColumn.sentence(cell, labels))
        .findFirst()
        .orElseThrow();
  }

  private List<Same> onAll() {
    return compared.getFirst().points().keySet().stream()
        .filter(row -> compared.stream().allMatch(set -> set.points().containsKey(row)))
        .toList();
  }

  private AcrossSets.Ranked ranked(ComparisonsFile first) {
    List<Same> rows = onAll();
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
    List<Same> rows = onAll();
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
