// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenJobsTest {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          entry("trainer-job.json", TrainerJob.class),
          entry("trainer-result.json", TrainerResult.class),
          entry("trainer-result-frozen.json", TrainerResult.class),
          entry("scorer-job-backbone.json", ScorerJob.class),
          entry("scorer-job.json", ScorerJob.class),
          entry("scorer-result.json", ScorerResult.class),
          entry("scorer-job-features.json", ScorerJob.class),
          entry("scorer-result-calibrated.json", ScorerResult.class),
          entry("scorer-job-known.json", ScorerJob.class),
          entry("scorer-result-known.json", ScorerResult.class),
          entry("scorer-job-corrupted.json", ScorerJob.class),
          entry("scorer-result-corrupted.json", ScorerResult.class),
          entry("child-event-progress.json", ChildEvent.class),
          entry("child-event-done.json", ChildEvent.class),
          entry("child-event-failed.json", ChildEvent.class));

  static Iterable<String> names() {
    return Golden.names("job");
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsAndWritesBackToTheSameJson(String name) {
    Object value = Golden.read("job/" + name, TYPES.get(name));

    assertThat(Golden.tree(Json.write(value))).isEqualTo(Golden.tree(Golden.text("job/" + name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weightsFile", "weightsSha256", "headWeightsFile", "featuresFile", "addedLater"})
  void readsAJobWithoutAnOptionalPropertyAndWithAnUnknownOne(String name) {
    ObjectNode json = Golden.tree(Golden.text("job/trainer-job.json"));
    json.remove(name);
    json.putObject("addedLater").put("a", 1);

    TrainerJob job = Json.read(json.toString(), TrainerJob.class);

    json.remove("addedLater");
    assertThat(Golden.tree(Json.write(job))).isEqualTo(json);
  }

  @Test
  void writesAChildEventAsOneLine() {
    String line = Json.write(new ChildEvent.Failed(Actor.OPERATOR, "two\nlines", true));

    assertThat(line.lines()).hasSize(1);
    assertThat(Json.read(line, ChildEvent.class))
        .isEqualTo(new ChildEvent.Failed(Actor.OPERATOR, "two\nlines", true));
  }

  @Test
  void leavesOutTheLossOfADivergedRun() {
    ChildEvent.Progress progress =
        new ChildEvent.Progress(
            "training", 1, 2, 0.5, Double.NaN, null, null, null, Double.NEGATIVE_INFINITY, null);

    assertThat(progress.loss()).isNull();
    assertThat(progress.etaSeconds()).isNull();
  }

  @Test
  void findsBothCheckpointsOfATraining() {
    TrainerResult result = Golden.read("job/trainer-result.json", TrainerResult.class);

    assertThat(result.checkpoints())
        .containsOnlyKeys(Checkpoint.BEST_ACCURACY, Checkpoint.BEST_LOSS);
    assertThat(result.checkpoints().get(Checkpoint.BEST_LOSS).modelFile())
        .isEqualTo("best-loss.safetensors");
  }

  @ParameterizedTest(name = "{0} {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trainer-job.json          | /threads     | 0       | threads must be at least 1
          trainer-job.json          | /microBatch  | 0       | microBatch must be at least 1
          trainer-job.json          | /subsetRatio | 0       | subsetRatio must be from
          trainer-job.json          | /pixelsFile  | ""      | pixelsFile must not be empty
          trainer-job.json          | /recipe/optimizer | "lion" | recipe.optimizer must be one of
          scorer-job.json           | /scoringKey  | "x"     | scoringKey must be 64
          scorer-job.json           | /threads     | 0       | threads must be at least 1
          scorer-result-known.json  | /known       | -1      | known must be from
          child-event-progress.json | /stage       | ""      | stage must not be empty
          child-event-failed.json   | /actor       | null    | actor is missing
          child-event-done.json     | /event       | "other" | not a valid ChildEvent
          """)
  void refusesAValueThatBreaksAnInvariant(
      String name, String pointer, String value, String message) {
    String json = Golden.with("job/" + name, pointer, value);

    assertThatThrownBy(() -> Json.read(json, TYPES.get(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
