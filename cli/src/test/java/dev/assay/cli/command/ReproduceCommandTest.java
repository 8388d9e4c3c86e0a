// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {
  private static final String SAME =
      """
      {"state":"equal","runs":[{"seed":1,"model":{"before":"ab","now":"ab"},
        "test":{"images":80,"differing":0},"validation":{"images":20,"differing":0}}],
       "metrics":{"compared":12,"differences":[]},"surroundings":[]}\
      """;
  private static final String OTHER =
      """
      {"state":"differs","runs":[{"seed":1,"model":{"before":"ab","now":"cd"},
        "training":"epoch 2: training loss 0.5 before, 0.6 now",
        "test":{"images":80,"differing":3,"largest":
          {"image":"i1","label":"opacity","before":0.25,"now":0.250001}},
        "validation":{"images":20,"differing":0}}],
       "metrics":{"compared":12,"differences":["accuracy: 0.9 before, 0.8 now"]},
       "surroundings":["engine: PyTorch 2.7.1 before, PyTorch 2.8.0 now"]}\
      """;

  @TempDir Path folder;

  private Cli.Result reproduce(FakeEntry entry, String... arguments) {
    List<String> all = new ArrayList<>(List.of("reproduce", "x"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return Cli.run(folder, all.toArray(String[]::new));
  }

  /** The study that repeats has the same answers as the first one here. */
  private static FakeEntry entry(String result) throws Exception {
    FakeEntry entry = new FakeEntry("done").known();
    String study = FakeEntry.STUDY;
    for (String query : List.of("", "?seed=2")) {
      entry.more.put(
          "POST /studies/%s/cells/c1/repetitions%s".formatted(study, query),
          "{\"studyId\":\"" + study + "\"}");
    }
    entry.more.put("GET /studies/" + study + "/repetition", result);
    return entry;
  }

  @Test
  void saysThatARowComesOutTheSame() throws Exception {
    try (FakeEntry entry = entry(SAME)) {
      Cli.Result text = reproduce(entry);
      Cli.Result json = reproduce(entry, "--row", "c1", "--seed", "2", "--json");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out())
          .contains(
              "Seed 1",
              "model        equal: ab",
              "test         equal: the probabilities of all 80 images",
              "Metrics: 12 of 12 values are equal",
              "Equal: the row comes out the same, to the last bit.");
      assertThat(json.code()).isZero();
      assertThat(Json.read(json.out(), JsonNode.class).path("state").asText()).isEqualTo("equal");
      assertThat(entry.requests)
          .contains("POST /studies/" + FakeEntry.STUDY + "/cells/c1/repetitions?seed=2");
    }
  }

  @Test
  void namesTheDigitsAndWhatElseIsAnother() throws Exception {
    try (FakeEntry entry = entry(OTHER)) {
      Cli.Result text = reproduce(entry, "--row", "1");

      assertThat(text.code()).isEqualTo(1);
      assertThat(text.out())
          .contains(
              "model        differs: ab before, cd now",
              "training     differs from epoch 2: training loss 0.5 before, 0.6 now",
              "differs: 3 of 80 images; most, image i1, class opacity: 0.25 before, 0.250001 now",
              "Metrics: 11 of 12 values are equal",
              "accuracy: 0.9 before, 0.8 now",
              "engine: PyTorch 2.7.1 before, PyTorch 2.8.0 now",
              "The row does not come out the same.");
    }
  }

  @Test
  void asksForARowOfSeveralAndListsThem() throws Exception {
    try (FakeEntry entry = entry(SAME)) {
      entry.cells = 12;

      Cli.Result none = reproduce(entry);
      Cli.Result unknown = reproduce(entry, "--row", "nothing");
      Cli.Result several = reproduce(entry, "--row", "c");

      assertThat(none.code()).isEqualTo(2);
      assertThat(none.err()).contains("has 12 rows; choose one with --row", "12  c12");
      assertThat(unknown.code()).isEqualTo(2);
      assertThat(unknown.err()).contains("'nothing' is no row", " 1  c1");
      assertThat(several.code()).isEqualTo(2);
      assertThat(several.err()).contains("'c' may be any of 12 rows");
      assertThat(entry.requests).noneMatch(request -> request.contains("repetitions"));
    }
  }
}
