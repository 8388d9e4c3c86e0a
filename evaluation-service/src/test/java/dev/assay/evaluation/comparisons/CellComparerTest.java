// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.Predictions;
import dev.assay.evaluation.StudyFixture;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.statistics.comparison.ReadyMade;
import dev.assay.statistics.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellComparerTest {
  @TempDir Path folder;
  private final List<StudyFixture> cells = new ArrayList<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private CellComparer comparer;

  @BeforeEach
  void makeStore() throws IOException {
    FileSystemStore store = new FileSystemStore(folder.resolve("artifacts"));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    comparer = new CellComparer(store);
    for (var cell : Map.of("weak", 0.2, "fair", 0.3, "good", 0.34).entrySet()) {
      cells.add(new StudyFixture(store, scratch, "study", "chest", cell.getKey(), cell.getValue()));
      names.put(cells.getLast().cellId(), cell.getKey());
    }
    cells.sort((a, b) -> names.get(b.cellId()).compareTo(names.get(a.cellId())));
  }

  private ComparisonJob job(ComparisonPlan plan, String reference) {
    return new ComparisonJob(
        "chest",
        plan,
        true,
        StudyFixture.PLAN,
        cells.getFirst().manifestRef(),
        cells.getFirst().manifest().hashes().test(),
        reference,
        names,
        cells.stream().map(CellComparerTest::predictions).toList(),
        List.of(),
        List.of(),
        0,
        false,
        false,
        null,
        List.of(
            facts("weak", "ViT", 22, "DINOv2"),
            facts("good", "ResNet", 25, "ImageNet-1k"),
            facts("fair", "ResNet", 11, "ImageNet-1k")));
  }

  private static ReadyMade.CellFacts facts(
      String cell, String family, long parameters, String pretraining) {
    String group = pretraining.startsWith("ImageNet") ? ReadyMade.IMAGENET : pretraining;
    return new ReadyMade.CellFacts(
        cell, cell, family, parameters, pretraining, group, true, "alike");
  }

  private static CellPredictions predictions(StudyFixture cell) {
    return new CellPredictions(
        cell.cellId(),
        cell.manifest().hashes().test(),
        cell.predictions().stream()
            .map(e -> new SeedPredictions(e.seed(), e.test(), e.validation()))
            .toList());
  }

  private static ComparisonPlan pairs(String primary, String adjustment) {
    return new ComparisonPlan(primary, "all", null, adjustment, 0.05, 0.02);
  }

  private static double accuracy(StudyFixture cell) {
    double sum = 0;
    for (long seed = 1; seed <= 2; seed++) {
      List<Predictions.Row> rows = cell.rows(Part.TEST, seed).rows();
      sum += (double) rows.stream().filter(r -> r.predicted() == r.label()).count() / rows.size();
    }
    return sum / 2;
  }

  @Test
  void comparesEachCellWithTheReferenceOnTheDeclaredMetricFirst() throws Unusable {
    String weak = cells.getFirst().cellId();

    ComparisonsFile file = comparer.compare(job(ComparisonPlan.standard(), weak));

    MetricComparison accuracy = file.primary();
    assertThat(accuracy.name()).isEqualTo("accuracy");
    assertThat(accuracy.contrasts())
        .extracting(Contrast::label)
        .containsExactly("good - weak", "fair - weak");
    Contrast first = accuracy.contrasts().getFirst();
    assertThat(first.second()).containsExactly(weak);
    assertThat(first.difference())
        .isCloseTo(accuracy(cells.get(1)) - accuracy(cells.get(0)), within(1e-12));
    assertThat(first.confirmatory()).isTrue();
    assertThat(first.simultaneousLower()).isLessThanOrEqualTo(first.difference());
    assertThat(first.adjustedBy()).isEqualTo("max-T");
    assertThat(first.adjustedP()).isBetween(0.0, 1.0);
    assertThat(file.metrics().subList(1, file.metrics().size()))
        .isNotEmpty()
        .allMatch(m -> !m.primary() && m.contrasts().stream().noneMatch(Contrast::confirmatory));
    assertThat(file.units()).isEqualTo(50);
    assertThat(file.interimAnalysis()).isEqualTo(1);
  }

  @Test
  void givesEachCellTheRanksItMayHaveAndTestsTheMargin() throws Unusable {
    ComparisonsFile file = comparer.compare(job(pairs("auroc", "holm"), null));

    MetricComparison auroc = file.primary();
    assertThat(auroc.contrasts()).hasSize(3);
    assertThat(auroc.contrasts().getFirst().test())
        .isEqualTo("t over units and seeds (Satterthwaite)");
    assertThat(auroc.contrasts().getFirst().adjustedBy()).isEqualTo("Holm");
    assertThat(auroc.contrasts()).allMatch(c -> c.margin() != null && c.margin().margin() == 0.02);
    assertThat(auroc.ranks())
        .extracting(ComparisonsFile.RankSet::cellId)
        .containsExactlyElementsOf(cells.stream().map(StudyFixture::cellId).toList());
  }

  @Test
  void sameJobHasTheSameFileByteForByte() throws Unusable {
    ComparisonJob job = job(pairs("f1_weighted", "max-t"), null);

    assertThat(comparer.compare(job).toJson()).isEqualTo(comparer.compare(job).toJson());
  }

  @Test
  void keyDependsOnPlanInterimAnalysesAndPredictions() {
    ComparisonJob job = job(pairs("accuracy", "max-t"), null);

    assertThat(job.key()).isNotEqualTo(job(pairs("auroc", "max-t"), null).key());
    ComparisonJob later = job.after(List.of(List.of(cells.getFirst().cellId())), 0);
    assertThat(later.key()).isNotEqualTo(job.key());
    assertThat(later.subject()).isEqualTo(job.subject());
  }

  @Test
  void saysWhichModelsTheFamilyWasReopenedFor() throws Unusable {
    List<String> before = cells.subList(0, 2).stream().map(StudyFixture::cellId).toList();

    ComparisonsFile file =
        comparer.compare(job(pairs("accuracy", "max-t"), null).after(List.of(before), 2));

    assertThat(file.interimAnalysis()).isEqualTo(2);
    assertThat(file.notes())
        .anyMatch(
            n ->
                n.startsWith(
                    "interim analysis 2 of this test set: the family was reopened for fair"))
        .contains("these test images were compared on 2 times before by other studies");
    assertThat(file.primary().contrasts())
        .filteredOn(Contrast::confirmatory)
        .extracting(Contrast::label)
        .containsExactly("weak - good");
  }

  @Test
  void comparesNothingInPlaceOfAReferenceThatHasNoResult() throws Unusable {
    ComparisonsFile file = comparer.compare(job(ComparisonPlan.standard(), "0123456789abcdef"));

    assertThat(file.metrics()).hasSize(1);
    assertThat(file.primary().contrasts()).isEmpty();
    assertThat(file.primary().notes())
        .containsExactly(
            "the reference cell, 0123456789abcdef, has no result: nothing is compared");
  }

  private static ComparisonPlan contrasts(String pairs, String... questions) {
    return new ComparisonPlan(
        "accuracy", pairs, null, "max-t", 0.05, null, List.of(questions), null);
  }

  @Test
  void readyMadeContrastsJoinThePairsInOneFamilyAndADifferenceIsAskedOnce() throws Unusable {
    String weak = cells.getFirst().cellId();

    ComparisonsFile file =
        comparer.compare(job(contrasts("reference", "dinov2-vs-imagenet", "small-vs-large"), weak));

    List<Contrast> family = file.primary().contrasts();
    assertThat(family)
        .extracting(Contrast::label)
        .containsExactly(
            "good - weak",
            "fair - weak",
            "DINOv2 - ImageNet: frozen, alike",
            "small - large: ResNet, ImageNet-1k, frozen, alike");
    Contrast dino = family.get(2);
    assertThat(dino.first()).containsExactly(weak);
    assertThat(dino.second()).containsExactly(cells.get(1).cellId(), cells.get(2).cellId());
    assertThat(dino.difference())
        .isCloseTo(
            accuracy(cells.get(0)) - (accuracy(cells.get(1)) + accuracy(cells.get(2))) / 2,
            within(1e-12));
    assertThat(dino.simultaneousLower()).isLessThan(dino.difference());
    assertThat(dino.lower()).isNotNull();
    assertThat(dino.adjustedBy()).isEqualTo("max-T");
    assertThat(dino.adjustedP()).isNotNull();
    assertThat(family).allMatch(Contrast::confirmatory);
    // good - fair is the small-vs-large contrast the other way round
    assertThat(
            comparer.compare(job(contrasts("all", "small-vs-large"), null)).primary().contrasts())
        .extracting(Contrast::label)
        .containsExactly(
            "weak - good", "weak - fair", "small - large: ResNet, ImageNet-1k, frozen, alike");
  }

  @Test
  void contrastsAloneAreTheFamilyAndAQuestionWithoutCellsIsTold() throws Unusable {
    ComparisonsFile file =
        comparer.compare(job(contrasts("none", "small-vs-large", "frozen-vs-fine-tuned"), null));

    assertThat(file.primary().contrasts()).hasSize(1);
    assertThat(file.notes())
        .anyMatch(note -> note.startsWith("frozen-vs-fine-tuned: no two cells with results"));
    ComparisonsFile empty = comparer.compare(job(contrasts("none", "frozen-vs-fine-tuned"), null));
    assertThat(empty.primary().contrasts()).isEmpty();
    assertThat(empty.primary().notes()).endsWith("nothing is compared");
  }

  @Test
  void contrastsThatAreAskedForWhenResultsAreThereAreExploratory() throws Unusable {
    ComparisonJob job = job(ComparisonPlan.standard(), cells.getFirst().cellId());

    ComparisonsFile file =
        comparer.compare(job.with(contrasts("none", "small-vs-large"), job.evaluation(), null));

    assertThat(file.primary().contrasts()).isNotEmpty().noneMatch(Contrast::confirmatory);
    assertThat(file.notes()).anyMatch(note -> note.contains("all of it is exploratory"));
  }

  @Test
  void anUndeclaredInterimAnalysisIsExploratoryAndDeclaredOnesShareTheLevel() throws Unusable {
    ComparisonPlan once = pairs("accuracy", "max-t");
    ComparisonPlan twice =
        new ComparisonPlan("accuracy", "all", null, "max-t", 0.05, 0.02, null, List.of(1, 3));
    ComparisonPlan half = new ComparisonPlan("accuracy", "all", null, "max-t", 0.025, 0.02);

    ComparisonsFile other = comparer.compare(job(once, true));
    ComparisonsFile shared = comparer.compare(job(twice, false));

    assertThat(other.primary().contrasts()).isNotEmpty().noneMatch(Contrast::confirmatory);
    assertThat(other.notes())
        .anyMatch(note -> note.contains("declared for other interim analyses"));
    assertThat(shared.primary().contrasts()).isNotEmpty().allMatch(Contrast::confirmatory);
    assertThat(shared.primary()).isEqualTo(comparer.compare(job(half, false)).primary());
    assertThat(shared.primary()).isNotEqualTo(comparer.compare(job(once, false)).primary());
    assertThat(shared.notes())
        .contains(
            "the study declares 2 interim analyses, which share its level of 0.05 in equal parts");
  }

  private ComparisonJob job(ComparisonPlan plan, boolean undeclaredAnalysis) {
    ComparisonJob job = job(plan, null);
    return with(job, undeclaredAnalysis, job.facts());
  }

  @Test
  void factsOfCellsAreInTheKeyOnlyWhereContrastsAreAskedFor() {
    ComparisonJob plain = job(ComparisonPlan.standard(), cells.getFirst().cellId());
    ComparisonJob asked = job(contrasts("none", "small-vs-large"), null);

    assertThat(withoutFacts(plain).key()).isEqualTo(plain.key());
    assertThat(withoutFacts(asked).key()).isNotEqualTo(asked.key());
  }

  private static ComparisonJob withoutFacts(ComparisonJob job) {
    return with(job, job.undeclaredAnalysis(), List.of());
  }

  private static ComparisonJob with(
      ComparisonJob job, boolean undeclaredAnalysis, List<ReadyMade.CellFacts> facts) {
    return new ComparisonJob(
        job.dataset(),
        job.plan(),
        job.declared(),
        job.evaluation(),
        job.manifest(),
        job.testHash(),
        job.reference(),
        job.names(),
        job.cells(),
        job.leftOut(),
        job.interimAnalyses(),
        job.analysesByOthers(),
        job.afterwards(),
        undeclaredAnalysis,
        job.external(),
        facts);
  }

  @Test
  void refusesPredictionsThatAreNotThere() {
    CellPredictions lost =
        new CellPredictions(
            cells.getFirst().cellId(),
            cells.getFirst().manifest().hashes().test(),
            List.of(
                new SeedPredictions(1, StudyFixture.nothing("lost"), StudyFixture.nothing("x"))));
    ComparisonJob whole = job(ComparisonPlan.standard(), cells.getFirst().cellId());
    ComparisonJob job =
        new ComparisonJob(
            "chest",
            whole.plan(),
            true,
            whole.evaluation(),
            whole.manifest(),
            whole.testHash(),
            whole.reference(),
            names,
            List.of(lost, whole.cells().get(1)),
            List.of(),
            List.of(),
            0,
            false,
            false,
            null,
            List.of());

    assertThatThrownBy(() -> comparer.compare(job))
        .isInstanceOf(Unusable.class)
        .hasMessageStartingWith("the test predictions of weak, seed 1, are not in the artifact");
  }

  @Test
  void studiesMayDeclareTheMetricsThatMayBePrimary() {
    assertThat(ComparisonPlan.PRIMARIES)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).filter(Metric::mayBePrimary).map(Metric::key).toList());
  }
}
