// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.across;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Actor;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.SplitLineage.Replicate;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Effect;
import dev.assay.reporting.report.AcrossDatasets.LeftOut;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.AcrossDatasets.OnDataset;
import dev.assay.reporting.report.Report.ComparisonFailure;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import dev.assay.reporting.report.SplitFacts.PartSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcrossDatasetsAssemblyTest {

  @Test
  void eachContrastHasItsDifferenceOnEveryDataSetThatHasIt() {
    AcrossDatasets across =
        across(
            section("chest", Map.of("small", 0.80, "large", 0.84, "huge", 0.9)),
            section("skin", Map.of("small", 0.70, "large", 0.72)),
            section("eye", Map.of("small", 0.90, "large", 0.87)));

    assertThat(across.datasets()).containsExactly("chest", "skin", "eye");
    // huge is there on one data set alone
    assertThat(across.effects()).hasSize(1);
    Effect effect = across.effects().getFirst();
    assertThat(effect.differences())
        .extracting(OnDataset::dataset)
        .containsExactly("chest", "skin", "eye");
    // 0.04, 0.02, -0.03: mean 0.01, sd sqrt((0.0009 + 0.0001 + 0.0016) / 2)
    assertThat(effect.mean()).isCloseTo(0.01, within(1e-12));
    assertThat(effect.sd()).isCloseTo(Math.sqrt(0.0013), within(1e-12));
    assertThat(effect.standardised()).isCloseTo(0.01 / Math.sqrt(0.0013), within(1e-9));
    assertThat(effect.firstBetter()).isEqualTo(2);
    assertThat(effect.secondBetter()).isEqualTo(1);
    assertThat(across.ranking()).isNull();
    assertThat(across.whyNoRanking()).contains("10 data sets or more, not 3");
  }

  @Test
  void saysWhatAFurtherDataSetWouldShow() {
    Section chest = section("chest", Map.of("small", 0.80, "large", 0.85));
    Section skin = section("skin", Map.of("small", 0.70, "large", 0.745));
    Section eye = section("eye", Map.of("small", 0.83, "large", 0.88));

    AcrossDatasets.Further further =
        across(withErrors(chest, 0.01), withErrors(skin, 0.01), withErrors(eye, 0.01))
            .effects()
            .getFirst()
            .further();

    assertThat(further.region()).isEqualTo(0.01);
    assertThat(further.mean()).isCloseTo(0.048, within(0.005));
    assertThat(further.firstBetter()).isBetween(0.85, 0.999);
    assertThat(further.firstBetter() + further.equivalent() + further.secondBetter())
        .isCloseTo(1, within(1e-9));
    // two data sets, and differences without a standard error
    assertThat(
            across(withErrors(chest, 0.01), withErrors(skin, 0.01)).effects().getFirst().further())
        .isNull();
    assertThat(across(chest, skin, eye).effects().getFirst().further()).isNull();
  }

  @Test
  void matchesRowsByContentAndNotByName() {
    Section chest = section("chest", Map.of("small", 0.80, "large", 0.84));
    Section skin = renamed(section("skin", Map.of("small", 0.70, "large", 0.72)));

    Effect effect = across(chest, skin).effects().getFirst();

    assertThat(effect.differences()).hasSize(2);
    assertThat(effect.label()).isEqualTo("large, frozen - small, frozen");
  }

  @Test
  void hasNoResultForOneDataSet() {
    Section chest = section("chest", Map.of("small", 0.80, "large", 0.84));
    Map<String, Double> points = Map.of("small", 0.5, "large", 0.9);

    assertThat(AcrossDatasetsAssembly.of(List.of(chest))).isEmpty();
    // other images, the same models
    assertThat(
            AcrossDatasetsAssembly.of(
                List.of(
                    chest,
                    section(
                        "chest.external-skin",
                        points,
                        split("v2", "chest", "t2", new External("chest", "skin", true), null)))))
        .isEmpty();
    assertThat(
            AcrossDatasetsAssembly.of(
                List.of(
                    chest, section("chest.new-2", points, split("v2", "chest", "t2", null, null)))))
        .isEmpty();
    // the same test images, and the same images split otherwise
    assertThat(
            AcrossDatasetsAssembly.of(
                List.of(chest, section("copy", points, split("v2", "copy", "chest", null, null)))))
        .isEmpty();
    assertThat(
            AcrossDatasetsAssembly.of(
                List.of(chest, section("again", points, split("chest", "t", "t", null, null)))))
        .isEmpty();
  }

  @Test
  void crossValidationCountsByItsPooledRow() {
    Section pooled = section("eye", Map.of("small", 0.6, "large", 0.7), pooledSplit("eye"));
    Section other = section("skin", Map.of("small", 0.6, "large", 0.8), pooledSplit("skin"));
    List<Section> sections = new ArrayList<>(List.of(pooled));
    for (int fold = 1; fold <= 2; fold++) {
      sections.add(
          section(
              "eye.fold-" + fold + "-of-2",
              Map.of("small", 0.1, "large", 0.9),
              split("eye", "e" + fold, "e" + fold, null, new Replicate("fold", fold, 2))));
    }
    sections.add(other);

    AcrossDatasets across = AcrossDatasetsAssembly.of(sections).orElseThrow();

    assertThat(across.datasets()).containsExactly("eye", "skin");
    assertThat(across.effects().getFirst().mean()).isCloseTo(0.15, within(1e-12));
  }

  @Test
  void repeatsCountTogetherByTheirMeanOnceAllAreCompared() {
    List<Section> sections = new ArrayList<>();
    sections.add(section("chest", Map.of("small", 0.80, "large", 0.84)));
    sections.add(section("skin", Map.of("small", 0.70, "large", 0.72)));
    for (int repeat = 1; repeat <= 3; repeat++) {
      sections.add(
          section(
              "eye.repeat-" + repeat + "-of-3",
              Map.of("small", 0.5, "large", 0.5 + 0.02 * repeat),
              split("eye", "e" + repeat, "e" + repeat, null, new Replicate("repeat", repeat, 3))));
    }

    AcrossDatasets across = AcrossDatasetsAssembly.of(sections).orElseThrow();

    assertThat(across.datasets()).containsExactly("chest", "skin", "eye (mean over 3 repeats)");
    assertThat(across.effects().getFirst().differences().getLast().difference())
        .isCloseTo(0.04, within(1e-12));

    AcrossDatasets early = AcrossDatasetsAssembly.of(sections.subList(0, 4)).orElseThrow();

    assertThat(early.datasets()).containsExactly("chest", "skin");
    assertThat(early.leftOut())
        .containsExactly(new LeftOut("eye (mean over 3 repeats)", "its cells are not compared"));
  }

  @Test
  void namesDataSetsThatDoNotCount() {
    Section eye = section("eye", Map.of("small", 0.90, "large", 0.87));
    Section failed =
        new Section(
            "eye", eye.split(), eye.rows(), null, new ComparisonFailure("why", Actor.OPERATOR));

    AcrossDatasets across =
        across(
            section("chest", Map.of("small", 0.80, "large", 0.84)),
            section("skin", Map.of("small", 0.70, "large", 0.72)),
            failed);

    assertThat(across.datasets()).containsExactly("chest", "skin");
    assertThat(across.leftOut()).containsExactly(new LeftOut("eye", "its comparison failed"));
  }

  @Test
  void ranksTheCellsThatAllDataSetsHaveFromTenDataSetsOn() {
    Section[] sections = new Section[10];
    for (int i = 0; i < sections.length; i++) {
      Map<String, Double> points = new LinkedHashMap<>();
      points.put("small", 0.7);
      points.put("large", i < 8 ? 0.8 : 0.6);
      if (i > 0) {
        points.put("huge", 0.9);
      }
      sections[i] = section("set" + i, points);
    }

    AcrossDatasets across = across(sections);

    assertThat(across.whyNoRanking()).isNull();
    // large is first on 8 of 10: its mean rank is (8 + 2 * 2) / 10
    assertThat(across.ranking().cells())
        .extracting(MeanRank::rank)
        .containsExactlyInAnyOrder(1.2, 1.8);
    // 12 * 10 / (2 * 3) * (0.3^2 + 0.3^2)
    assertThat(across.ranking().chiSquared()).isCloseTo(3.6, within(1e-9));
  }

  private static AcrossDatasets across(Section... sections) {
    return AcrossDatasetsAssembly.of(List.of(sections)).orElseThrow();
  }

  private static Section section(String dataset, Map<String, Double> points) {
    return section(dataset, points, split(dataset, dataset, dataset, null, null));
  }

  /** Each cell against the smallest, as it is compared on the data set. */
  private static Section section(String dataset, Map<String, Double> points, SplitFacts split) {
    List<Cell> cells =
        List.of("small", "large", "huge").stream()
            .filter(points::containsKey)
            .map(
                backbone ->
                    Cell.of(
                        dataset,
                        backbone,
                        WeightsChoice.none(),
                        Preprocessing.imageNet(),
                        "linear",
                        Recipe.paper(),
                        true,
                        1))
            .toList();
    List<Row> rows =
        cells.stream()
            .map(cell -> new Row(cell, State.PENDING, "not shown", null, List.of(), null))
            .toList();
    return new Section(dataset, split, rows, file(dataset, cells, points), null);
  }

  private static ComparisonsFile file(
      String dataset, List<Cell> cells, Map<String, Double> points) {
    Cell reference = cells.getFirst();
    List<Contrast> contrasts = new ArrayList<>();
    for (Cell cell : cells.subList(1, cells.size())) {
      contrasts.add(
          contrast(
              cell,
              reference,
              cell.backbone() + " - " + reference.backbone(),
              points.get(cell.backbone()) - points.get(reference.backbone())));
    }
    return new ComparisonsFile(
        ComparisonsFile.FORMAT_VERSION,
        Hash.ofText(dataset),
        dataset,
        ComparisonPlan.standard(),
        false,
        new EvaluationPlan(10_000, 0.95, "group", "percentile", 1),
        false,
        100,
        50,
        "patient",
        1,
        cells.stream()
            .map(
                c ->
                    new ComparedCell(
                        c.cellId(), c.backbone(), Hash.ofText(c.cellId()), List.of(1L)))
            .toList(),
        List.of(),
        List.of(
            new MetricComparison(
                "accuracy",
                true,
                true,
                cells.stream().map(c -> new Point(c.cellId(), points.get(c.backbone()))).toList(),
                false,
                0,
                contrasts,
                List.of(),
                List.of())),
        List.of());
  }

  private static Contrast contrast(Cell first, Cell second, String label, double difference) {
    return contrast(first, second, label, difference, null);
  }

  private static Contrast contrast(
      Cell first, Cell second, String label, double difference, Double standardError) {
    return new Contrast(
        label,
        List.of(first.cellId()),
        List.of(second.cellId()),
        true,
        difference,
        standardError,
        null,
        null,
        null,
        null,
        null,
        "a test",
        null,
        "max-T",
        null,
        null,
        null,
        null,
        "undecided",
        List.of());
  }

  /** The same differences, each with this standard error. */
  private static Section withErrors(Section section, double standardError) {
    ComparisonsFile file = section.comparison();
    MetricComparison primary = file.primary();
    Map<String, Cell> cells = new LinkedHashMap<>();
    section.rows().forEach(row -> cells.put(row.cell().cellId(), row.cell()));
    return withContrasts(
        section,
        primary.contrasts().stream()
            .map(
                of ->
                    contrast(
                        cells.get(of.first().getFirst()),
                        cells.get(of.second().getFirst()),
                        of.label(),
                        of.difference(),
                        standardError))
            .toList());
  }

  private static Section renamed(Section section) {
    ComparisonsFile file = section.comparison();
    MetricComparison primary = file.primary();
    Contrast before = primary.contrasts().getFirst();
    Map<String, Cell> cells = new LinkedHashMap<>();
    section.rows().forEach(row -> cells.put(row.cell().cellId(), row.cell()));
    Contrast after =
        contrast(
            cells.get(before.first().getFirst()),
            cells.get(before.second().getFirst()),
            "large, head linear - small, head linear",
            before.difference());
    return withContrasts(section, List.of(after));
  }

  private static Section withContrasts(Section section, List<Contrast> contrasts) {
    ComparisonsFile file = section.comparison();
    MetricComparison primary = file.primary();
    return new Section(
        section.dataset(),
        section.split(),
        section.rows(),
        new ComparisonsFile(
            file.formatVersion(),
            file.comparisonKey(),
            file.dataset(),
            file.plan(),
            file.declared(),
            file.evaluation(),
            file.synthetic(),
            file.images(),
            file.units(),
            file.groupKind(),
            file.interimAnalysis(),
            file.cells(),
            file.leftOut(),
            List.of(
                new MetricComparison(
                    primary.name(),
                    true,
                    true,
                    primary.points(),
                    false,
                    0,
                    contrasts,
                    List.of(),
                    List.of())),
            file.notes()),
        null);
  }

  private static SplitFacts pooledSplit(String version) {
    return split(version, "nothing", version, null, null, 0);
  }

  private static SplitFacts split(
      String version,
      String train,
      String test,
      @Nullable External external,
      @Nullable Replicate replicate) {
    return split(version, train, test, external, replicate, 60);
  }

  private static SplitFacts split(
      String version,
      String train,
      String test,
      @Nullable External external,
      @Nullable Replicate replicate,
      int trainingImages) {
    PartSize test100 = new PartSize(100, 50, List.of(50, 50));
    return new SplitFacts(
        Hash.ofText(version + train + test),
        Hash.ofText("version " + version),
        "folder",
        1,
        new SplitHashes(
            Hash.ofText("train " + train),
            Hash.ofText("validation " + train),
            Hash.ofText("test " + test)),
        List.of("a", "b"),
        "patient",
        false,
        new PartSize(trainingImages, trainingImages / 2, List.of(0, trainingImages)),
        test100,
        test100,
        Map.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        trainingImages == 0 ? Integer.valueOf(2) : null,
        external,
        replicate);
  }
}
