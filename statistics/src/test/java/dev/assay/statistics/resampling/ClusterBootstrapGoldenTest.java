// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.intervals.Bca;
import dev.assay.statistics.intervals.DesignEffect;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whole patients resampled, their correlation and design effect, against numpy. */
class ClusterBootstrapGoldenTest {
  @TestFactory
  Stream<DynamicTest> matchesPatientsResampledInTheRepository() {
    return clustered(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesPatientsResampledOnAllSharedSets() {
    return clustered(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> clustered(GoldenData data) {
    JsonNode expected = data.expected("cluster_bootstrap");
    return data.setsOf(
        expected,
        set -> {
          JsonNode wanted = expected.get(set);
          Distributions patients = Distributions.of(data, set, ResamplingUnit.GROUP);
          Distributions images = Distributions.of(data, set, ResamplingUnit.IMAGE);
          assertThat(patients.truth().groups().count()).isEqualTo(wanted.get("patients").asInt());
          checkModels(patients, images, wanted.get("single"));
          checkPairs(patients, wanted.path("diff"));
          checkImages(images, wanted.path("iid_for_comparison"));
          checkDesign(data, set, wanted.path("correctness_icc_anova"));
        });
  }

  private static void checkModels(Distributions patients, Distributions images, JsonNode single) {
    for (String metric : GoldenData.names(single)) {
      for (String model : GoldenData.names(single.get(metric))) {
        JsonNode wanted = single.get(metric).get(model);
        assertThat(patients.point(model, metric))
            .isCloseTo(wanted.get("point").asDouble(), within(1e-12));
        patients.checkPercentile(model, metric, wanted, 0.95, "");
        patients.checkBca(Bca.MID_TIES, model, metric, wanted, "bca_lower", "bca_upper");
        checkStandardError(patients, model, metric, wanted);
        patients.checkDropped(
            model, metric, wanted.get("undefined").asDouble() / Distributions.THEIR_RESAMPLES);
        Jackknife jackknife = patients.jackknife(model, metric);
        assertThat(jackknife.standardError())
            .isCloseTo(wanted.get("jackknife_over_patients_se").asDouble(), within(1e-10));
        assertThat(jackknife.acceleration())
            .isCloseTo(wanted.get("bca_acceleration").asDouble(), within(1e-9));
        assertThat(width(patients, model, metric) / width(images, model, metric))
            .as("patients' width over images'")
            .isCloseTo(wanted.get("width_ratio_cluster_over_iid").asDouble(), within(0.1));
      }
    }
  }

  private static double width(Distributions of, String model, String metric) {
    return of.of(model, metric).quantile(0.975) - of.of(model, metric).quantile(0.025);
  }

  private static void checkStandardError(
      Distributions ours, String what, String metric, JsonNode wanted) {
    ours.checkStandardError(
        what, metric, wanted.get("se").asDouble(), wanted.get("se_mc_sd_one_run").asDouble());
  }

  private static void checkPairs(Distributions patients, JsonNode pairs) {
    for (String metric : GoldenData.names(pairs)) {
      for (String pair : GoldenData.names(pairs.get(metric))) {
        JsonNode wanted = pairs.get(metric).get(pair);
        patients.checkPercentile(pair, metric, wanted, 0.95, "95");
        patients.checkPercentile(pair, metric, wanted, 0.90, "90");
        checkStandardError(patients, pair, metric, wanted);
      }
    }
  }

  private static void checkImages(Distributions images, JsonNode expected) {
    for (String metric : GoldenData.names(expected)) {
      for (String model : GoldenData.names(expected.get(metric))) {
        JsonNode wanted = expected.get(metric).get(model);
        images.checkPercentile(model, metric, wanted, 0.95, "");
        checkStandardError(images, model, metric, wanted);
      }
    }
  }

  private static void checkDesign(GoldenData data, String set, JsonNode expected) {
    for (String model : GoldenData.names(expected)) {
      GoldenData.Golden golden = data.read(set, model);
      DesignEffect actual = DesignEffect.of(golden.truth(), golden.scores());
      JsonNode wanted = expected.get(model);
      assertThat(actual.correlation()).isCloseTo(wanted.get("icc").asDouble(), within(1e-10));
      assertThat(actual.meanSize()).isCloseTo(wanted.get("n0").asDouble(), within(1e-10));
      assertThat(actual.factor())
          .isCloseTo(wanted.get("kish_design_effect").asDouble(), within(1e-10));
    }
  }
}
