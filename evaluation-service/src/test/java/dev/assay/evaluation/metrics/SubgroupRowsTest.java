// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.evaluation.SubgroupPlan;
import dev.assay.contracts.evaluation.SubgroupPlan.Attribute;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * 60 patients with two test images each. Women are decided rightly, men in one of three images; so
 * the point of each subgroup is known.
 */
class SubgroupRowsTest {
  private static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");
  private static final int PATIENTS = 60;

  private interface Attributes {
    Map<String, String> of(int patient);
  }

  private static Map<String, String> known(int patient) {
    Map<String, String> known = new HashMap<>();
    known.put("sex", patient % 2 == 0 ? "F" : "M");
    known.put("age", String.valueOf(patient + 20));
    known.put("site", patient < 4 ? "rare" : "usual");
    return known;
  }

  private static SubgroupMetrics split(Attribute by, Attributes attributes) throws Unusable {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < 2 * PATIENTS; i++) {
      int patient = i / 2;
      int label = patient / 2 % 2;
      boolean right = patient % 2 == 0 || i % 3 == 0;
      double[] probabilities = {0.2, 0.8};
      if ((label == 1) != right) {
        probabilities = new double[] {0.8, 0.2};
      }
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image " + i),
              Hash.ofText("bytes " + i),
              label,
              "patient-" + patient,
              Part.TEST,
              1,
              attributes.of(patient)));
      rows.add(
          new Predictions.Row(
              Hash.ofText("image " + i), "patient-" + patient, label, probabilities));
    }
    SplitManifest manifest =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "chest",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "csv",
            CLASSES,
            "patient",
            true,
            1,
            new SplitHashes(Hash.ofText("1"), Hash.ofText("2"), Hash.ofText("3")),
            entries,
            Map.of(),
            List.of());
    AlignedSet test = new AlignedSet(manifest, Part.TEST);
    test.add(1, new Predictions(CLASSES, rows));
    EvaluationPlan plan = new EvaluationPlan(500, 0.95, "group", "percentile", 1);
    List<SubgroupMetrics> found =
        SubgroupRows.of(
            test, new SubgroupPlan("accuracy", List.of(by)), Resampling.plan(plan, "chest"));
    return found.getFirst();
  }

  @Test
  void tellsImagesPatientsPointAndIntervalOfEachValueAndTheLargestGap() throws Unusable {
    SubgroupMetrics found = split(new Attribute("sex", List.of()), SubgroupRowsTest::known);

    assertThat(found.subgroups()).extracting(Subgroup::value).containsExactly("F", "M");
    assertThat(found.subgroups()).extracting(Subgroup::images).containsExactly(60, 60);
    assertThat(found.subgroups()).extracting(Subgroup::groups).containsExactly(30, 30);
    assertThat(found.subgroups().get(0).point()).isEqualTo(1);
    assertThat(found.subgroups().get(1).point()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(found.subgroups())
        .allMatch(part -> part.lower() <= part.point() && part.point() <= part.upper());
    assertThat(found.notStated()).isNull();
    assertThat(found.reason()).isNull();
    assertThat(found.gap().highest()).isEqualTo("F");
    assertThat(found.gap().lowest()).isEqualTo("M");
    assertThat(found.gap().size()).isCloseTo(2.0 / 3, within(1e-12));
    // the least there can be: no permutation has as large a gap
    assertThat(found.gap().p()).isEqualTo(1.0 / 501);
  }

  @Test
  void saysHowMuchSitesVaryAndNotHowMuchAgesDo() throws Unusable {
    Attributes sites =
        patient ->
            Map.of("site", String.valueOf(patient / 2 % 4), "age", String.valueOf(patient + 20));

    SubgroupMetrics found = split(new Attribute("site", List.of()), sites);
    SubgroupMetrics byAge = split(new Attribute("age", List.of(35.0, 50.0, 65.0)), sites);
    SubgroupMetrics bySex = split(new Attribute("sex", List.of()), SubgroupRowsTest::known);

    SubgroupMetrics.Variation of = found.variation();
    assertThat(of.subgroups()).isEqualTo(4);
    // every site has as many women and men, of whom two of three and all images are right
    assertThat(of.mean()).isCloseTo(2.0 / 3, within(0.03));
    assertThat(of.betweenSd()).isZero();
    assertThat(of.p()).isGreaterThan(0.5);
    assertThat(of.predictedLower()).isBetween(0.0, of.mean());
    assertThat(of.predictedUpper()).isBetween(of.mean(), 1.0);
    assertThat(byAge.variation()).isNull();
    assertThat(bySex.variation()).isNull();
  }

  @Test
  void cutPointsMakeSubgroupsInTheOrderOfTheNumbers() throws Unusable {
    SubgroupMetrics found =
        split(new Attribute("age", List.of(30.5, 60.0)), SubgroupRowsTest::known);

    // ages are 20 to 79, one of each patient
    assertThat(found.subgroups())
        .extracting(Subgroup::value)
        .containsExactly("below 30.5", "30.5 to below 60", "60 or above");
    assertThat(found.subgroups()).extracting(Subgroup::groups).containsExactly(11, 29, 20);
    assertThat(found.gap().permutations()).isEqualTo(500);
  }

  @Test
  void whatIsNotStatedIsAGroupOfItsOwnAndInNoGap() throws Unusable {
    SubgroupMetrics found =
        split(
            new Attribute("age", List.of(50.0)),
            patient -> {
              Map<String, String> known = known(patient);
              if (patient < 12) {
                known.remove("age");
              } else if (patient == 12) {
                known.put("age", "adult");
              }
              return known;
            });

    assertThat(found.subgroups()).extracting(Subgroup::groups).containsExactly(17, 30);
    assertThat(found.notStated().value()).isEqualTo("not stated");
    assertThat(found.notStated().images()).isEqualTo(26);
    assertThat(found.notStated().groups()).isEqualTo(13);
    assertThat(found.notStated().lower()).isNotNull();
    assertThat(List.of(found.gap().highest(), found.gap().lowest()))
        .containsExactlyInAnyOrder("below 50", "50 or above");
    assertThat(found.notes())
        .containsExactly(
            "2 images have values of age that are no numbers: they count as not stated");
  }

  @Test
  void fewPatientsHaveAPointAndTheReasonInsteadOfAnInterval() throws Unusable {
    SubgroupMetrics found = split(new Attribute("site", List.of()), SubgroupRowsTest::known);

    Subgroup rare = found.subgroups().getFirst();
    assertThat(rare.value()).isEqualTo("rare");
    assertThat(rare.point()).isNotNull();
    assertThat(rare.lower()).isNull();
    assertThat(rare.reason()).isEqualTo("fewer than 10 units: 4");
    assertThat(found.gap()).isNull();
    assertThat(found.reason()).startsWith("fewer than two groups have 10 units");
  }

  @Test
  void anAttributeThatNoImageHasOrThatTellsPatientsApartIsToldInsteadOfSplit() throws Unusable {
    assertThat(split(new Attribute("race", List.of()), SubgroupRowsTest::known).reason())
        .isEqualTo("no test image has a value of race");
    SubgroupMetrics ages = split(new Attribute("age", List.of()), SubgroupRowsTest::known);
    assertThat(ages.reason()).startsWith("age has 60 values among the test images, and at most 50");
    assertThat(ages.subgroups()).isEmpty();
  }
}
