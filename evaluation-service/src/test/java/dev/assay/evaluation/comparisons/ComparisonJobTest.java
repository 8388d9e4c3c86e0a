// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Json;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs lie in the queue while a service is replaced by a newer one. */
class ComparisonJobTest {
  /** Written by the version before the names of interim analyses changed. */
  private static final String EARLIER =
      """
      {"afterwards":true,
       "cells":[
         {"cellId":"one","evaluationKey":"k1","seeds":[{"seed":1,
           "test":{"mediaType":"text/csv","size":10,"uri":"assay:sha256/B"},
           "validation":{"mediaType":"text/csv","size":10,"uri":"assay:sha256/C"}}]},
         {"cellId":"two","evaluationKey":"k2","seeds":[{"seed":1,
           "test":{"mediaType":"text/csv","size":10,"uri":"assay:sha256/C"},
           "validation":{"mediaType":"text/csv","size":10,"uri":"assay:sha256/B"}}]}],
       "dataset":"chest","declared":true,
       "evaluation":{"confidence":0.95,"method":"percentile","resamples":10000,"seed":1,
         "unit":"group"},
       "facts":[],
       "leftOut":[{"cellId":"three","name":"three",
         "reason":"it repeats accidents of the original study"}],
       "looks":[["one"]],"looksOfOthers":2,
       "manifest":{"mediaType":"application/json","size":10,"uri":"assay:sha256/A"},
       "names":{"one":"one","three":"three","two":"two"},
       "otherLook":true,
       "plan":{"adjustment":"max-t","alpha":0.05,"pairs":"reference","primary":"accuracy"},
       "reference":"one","testHash":"D"}
      """
          .replace("/A\"", "/" + "a".repeat(64) + "\"")
          .replace("/B\"", "/" + "b".repeat(64) + "\"")
          .replace("/C\"", "/" + "c".repeat(64) + "\"")
          .replace("\"D\"", "\"" + "d".repeat(64) + "\"");

  /**
   * Of the second method, one inference per difference. The version before computed the first
   * method, under 2640b423...; nothing else of the hashed names changed.
   */
  private static final String KEY =
      "d92efd48c412b3a988327c2af3d429d1a5b5fc2edaa363c2232fd1ff368bc5f9";

  @Test
  void readsJobsOfEarlierVersionsUnderTheirKey() {
    ComparisonJob job = Json.read(EARLIER, ComparisonJob.class);

    assertThat(job.interimAnalyses()).containsExactly(List.of("one"));
    assertThat(job.analysesByOthers()).isEqualTo(2);
    assertThat(job.undeclaredAnalysis()).isTrue();
    assertThat(job.key()).isEqualTo(KEY);
    assertThat(Json.read(Json.write(job), ComparisonJob.class)).isEqualTo(job);
  }

  @Test
  void cellsWithReplicationSwitchesKeepTheKeyOfTheirFirstWording() {
    ComparisonJob job = Json.read(EARLIER, ComparisonJob.class);

    ComparisonJob reworded =
        new ComparisonJob(
            job.dataset(),
            job.plan(),
            job.declared(),
            job.evaluation(),
            job.manifest(),
            job.testHash(),
            job.reference(),
            job.names(),
            job.cells(),
            List.of(new LeftOut("three", "three", ComparisonJob.REPLICATION)),
            job.interimAnalyses(),
            job.analysesByOthers(),
            job.afterwards(),
            job.undeclaredAnalysis(),
            job.external(),
            job.facts());

    assertThat(reworded.key()).isEqualTo(KEY);
  }
}
