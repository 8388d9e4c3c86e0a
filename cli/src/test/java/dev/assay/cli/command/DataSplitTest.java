// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSplitTest {
  @TempDir Path folder;

  @Test
  void writesPartsThatAreScoredOncePredictionsAreAdded() throws Exception {
    Path table = nih();
    Path parts = folder.resolve("parts.csv");

    Cli.Result result =
        Cli.run(folder, "data", "split", table.toString(), "--out", parts.toString());

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("train", "validation", "test", "patients", "Effusion", "Mass", " %)")
        .contains("written: " + parts);
    List<String> lines = Files.readAllLines(parts);
    assertThat(lines).hasSize(401);
    assertThat(lines.getFirst()).isEqualTo("image_id,patient_id,split,true_Effusion,true_Mass");
    List<String> scored = new ArrayList<>(List.of(lines.getFirst() + ",prob_Effusion,prob_Mass"));
    lines.stream().filter(line -> line.contains(",test,")).forEach(l -> scored.add(l + ",.4,.6"));
    assertThat(scored.size()).isBetween(70, 92);
    Path model = Files.write(folder.resolve("model.csv"), scored);
    assertThat(Cli.run(folder, "evaluate", model.toString()).out())
        .contains("| Effusion | " + (scored.size() - 1), "| 0.500 [");
  }

  @Test
  void printsADocument() throws Exception {
    Cli.Result result =
        Cli.run(
            folder,
            "data",
            "split",
            nih().toString(),
            "--out",
            folder.resolve("p.csv").toString(),
            "--json",
            "--seed",
            "7");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(document.path("seed").asInt()).isEqualTo(7);
    assertThat(document.path("parts").get(2).path("part").asText()).isEqualTo("test");
    assertThat(document.path("parts").get(0).path("findings").path("Mass").path("present").asInt())
        .isPositive();
  }

  @Test
  void refusesWhatIsWrong() throws Exception {
    Path table = Files.write(folder.resolve("t.csv"), List.of("image,true_a", "x,2"));
    String out = folder.resolve("p.csv").toString();

    assertThat(Cli.run(folder, "data", "split", table.toString(), "--out", out).err())
        .contains("t.csv, row 2: column 'true_a' has '2'");
    assertThat(Cli.run(folder, "data", "split", "none.csv", "--out", out).err())
        .contains("there is no file");
    assertThat(
            Cli.run(folder, "data", "split", table.toString(), "--out", out, "--test", "1").err())
        .contains("--test and --validation");
    assertThat(
            Cli.run(folder, "data", "split", nih().toString(), "--out", folder + "/no/p.csv").err())
        .contains("--out: there is no folder");
  }

  /** 200 patients of two images. */
  private Path nih() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = new ArrayList<>(List.of("Image Index,Finding Labels,Patient ID"));
    for (int i = 0; i < 400; i++) {
      List<String> labels = new ArrayList<>();
      if (random.nextDouble() < .3) {
        labels.add("Effusion");
      }
      if (random.nextDouble() < .15) {
        labels.add("Mass");
      }
      lines.add(
          "%d.png,%s,%d"
              .formatted(i, labels.isEmpty() ? "No Finding" : String.join("|", labels), i / 2));
    }
    return Files.write(folder.resolve("Data_Entry_2017.csv"), lines);
  }
}
