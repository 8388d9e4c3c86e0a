// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.contracts.Part;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.evaluation.SubgroupPlan.Attribute;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Subgroups that a study declares, from the events to the metrics file and REST. */
@QuarkusTest
@TestProfile(WithCallers.class)
class SubgroupsQuarkusTest extends EvaluationServiceTest {

  private static EvaluationPlan plan(String metric, Attribute... attributes) {
    EvaluationPlan plan = StudyFixture.PLAN;
    return new EvaluationPlan(
        plan.resamples(),
        plan.confidence(),
        plan.unit(),
        plan.method(),
        plan.seed(),
        plan.resampling(),
        plan.clinical(),
        new SubgroupPlan(metric, List.of(attributes)));
  }

  @Test
  void splitsTheTestImagesOfAStudyByTheirAttributes() throws IOException {
    StudyFixture fixture = fixture("subgroups", "subgroups");
    List<AssayEvent> events = new ArrayList<>();
    events.add(
        StudyFixture.study(
            List.of(fixture),
            plan(
                "accuracy",
                new Attribute("sex", List.of()),
                new Attribute("age", List.of(75.0)),
                new Attribute("ward", List.of())),
            null));
    events.add(fixture.split());
    events.addAll(fixture.predictions());

    sayInOrder(events);

    List<SubgroupMetrics> found = subgroups(completed(1, "subgroups").getFirst());
    assertThat(found).extracting(SubgroupMetrics::attribute).containsExactly("sex", "age", "ward");
    List<Predictions> seeds = List.of(fixture.rows(Part.TEST, 1), fixture.rows(Part.TEST, 2));
    double women = accuracy(seeds, patient -> patient % 2 == 0);
    double men = accuracy(seeds, patient -> patient % 2 == 1);
    // 50 test patients with two images each
    isOf(found.get(0).subgroups().get(0), "F", 50, 25, women);
    isOf(found.get(0).subgroups().get(1), "M", 50, 25, men);
    SubgroupMetrics.Gap gap = Objects.requireNonNull(found.get(0).gap());
    assertThat(gap.size()).isCloseTo(Math.abs(women - men), within(1e-12));
    assertThat(gap.highest()).isEqualTo(women > men ? "F" : "M");
    assertThat(gap.p()).isBetween(1.0 / (StudyFixture.PLAN.resamples() + 1), 1.0);
    isOf(
        found.get(1).subgroups().get(0),
        "below 75",
        50,
        25,
        accuracy(seeds, patient -> patient < 75));
    assertThat(found.get(2).reason()).isEqualTo("no test image has a value of ward");
    authorized()
        .get("/cells/" + fixture.cellId() + "/metrics")
        .then()
        .statusCode(200)
        .body("metrics.cellDetails.subgroups", hasSize(3))
        .body("metrics.cellDetails.subgroups[0].subgroups[0].value", equalTo("F"));
  }

  @Test
  void splitsTheImagesOfAllFoldsTogether() throws IOException {
    FoldsFixture fixture = new FoldsFixture(store, scratch, "subgroup-folds", "one");
    String pooled = fixture.pooledCells().getFirst().cellId();
    List<AssayEvent> events = new ArrayList<>();
    List<List<Predictions>> ofSeeds = List.of(new ArrayList<>(), new ArrayList<>());
    for (int fold = 0; fold < FoldsFixture.FOLDS; fold++) {
      events.addAll(fixture.predictions("one", fold));
      ofSeeds.get(0).add(fixture.rows("one", fold, Part.TEST, 1));
      ofSeeds.get(1).add(fixture.rows("one", fold, Part.TEST, 2));
    }
    events.addAll(fixture.splits());
    events.add(fixture.study(plan("accuracy", new Attribute("sex", List.of()))));

    sayInOrder(events);

    SubgroupMetrics found =
        subgroups(
                completed(4, "subgroup-folds").stream()
                    .filter(event -> event.cellId().equals(pooled))
                    .findFirst()
                    .orElseThrow())
            .getFirst();
    List<Predictions> seeds = ofSeeds.stream().map(SubgroupsQuarkusTest::together).toList();
    // 90 patients with two images each: every one is tested in one of the folds
    isOf(found.subgroups().get(0), "F", 92, 46, accuracy(seeds, patient -> patient / 2 % 2 == 0));
    isOf(found.subgroups().get(1), "M", 88, 44, accuracy(seeds, patient -> patient / 2 % 2 == 1));
    assertThat(found.gap()).isNotNull();
  }

  @Test
  void saysWhyAMetricOfRanksIsNotSplitOverFolds() {
    FoldsFixture fixture = new FoldsFixture(store, scratch, "ranked-folds", "one");
    String pooled = fixture.pooledCells().getFirst().cellId();
    List<AssayEvent> events = new ArrayList<>();
    events.add(fixture.study(plan("auroc", new Attribute("sex", List.of()))));
    events.addAll(fixture.splits());
    for (int fold = 0; fold < FoldsFixture.FOLDS; fold++) {
      events.addAll(fixture.predictions("one", fold));
    }

    sayInOrder(events);

    completed(4, "ranked-folds");
    authorized()
        .get("/cells/" + pooled + "/metrics")
        .then()
        .statusCode(200)
        .body("metrics.cellDetails.subgroups[0].subgroups", hasSize(0))
        .body("metrics.cellDetails.subgroups[0].reason", startsWith("auroc ranks scores"));
  }

  private List<SubgroupMetrics> subgroups(EvaluationCompleted event) throws IOException {
    MetricsFile file = MetricsFile.read(store.local(event.metrics()));
    return Objects.requireNonNull(Objects.requireNonNull(file.cellDetails()).subgroups());
  }

  private static void isOf(Subgroup part, String value, int images, int groups, double point) {
    assertThat(part.value()).isEqualTo(value);
    assertThat(part.images()).isEqualTo(images);
    assertThat(part.groups()).isEqualTo(groups);
    assertThat(part.point()).isCloseTo(point, within(1e-12));
    assertThat(part.lower()).isLessThan(part.point());
    assertThat(part.upper()).isGreaterThan(part.point());
  }

  /** Mean over seeds of the share of rightly decided images, of the patients that are wanted. */
  private static double accuracy(List<Predictions> seeds, IntPredicate wanted) {
    return seeds.stream()
        .mapToDouble(
            seed ->
                seed.rows().stream()
                    .filter(row -> wanted.test(Integer.parseInt(row.group().substring(1))))
                    .mapToDouble(row -> row.predicted() == row.label() ? 1 : 0)
                    .average()
                    .orElseThrow())
        .average()
        .orElseThrow();
  }

  private static Predictions together(List<Predictions> folds) {
    return new Predictions(
        folds.getFirst().classes(), folds.stream().flatMap(fold -> fold.rows().stream()).toList());
  }
}
