// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.FindingImages;
import dev.assay.cli.study.StudyFile;
import dev.assay.contracts.Json;
import dev.assay.contracts.study.StudySpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planned for images that may show several findings. */
class PlanFindingsTest {
  @TempDir Path folder;
  private FindingImages drawn;

  @BeforeEach
  void draw() throws Exception {
    drawn = FindingImages.write(folder.resolve("several"));
  }

  @Test
  void theDocumentHasTheSameNumbersAndThoseOfEachPart() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: csv, findings: [Edema, Mass]}]
            pretrained: none
            backbones: [mobilenet_v2]
            """);

    Cli.Result result =
        Cli.run(
            folder,
            "data",
            "inspect",
            drawn.folder().toString(),
            "--split",
            study.toString(),
            "--json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(document.at("/findings/images").asInt()).isEqualTo(60);
    assertThat(document.at("/findings/findings/0/finding").asText()).isEqualTo("Edema");
    assertThat(document.at("/findings/findings/0/present").asInt()).isEqualTo(drawn.count(1, "1"));
    assertThat(document.at("/classes/Mass/groups").asInt()).isEqualTo(15);
    JsonNode split = document.at("/splits/0");
    int images = 0;
    int edema = 0;
    for (JsonNode part : split.path("parts")) {
      images += part.path("images").asInt();
    }
    for (JsonNode part : split.path("findings")) {
      edema += part.at("/findings/0/present").asInt();
    }
    assertThat(images).isEqualTo(60);
    assertThat(edema).isEqualTo(drawn.count(1, "1"));
  }

  @Test
  void theDryRunHasEveryNumberOnce() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: csv, findings: all, images: several, split: {seed: 1, test: 0.3}}]
            pretrained: none
            backbones: [mobilenet_v2, resnet18]
            training: [frozen, fine-tuned]
            evaluation: {primary: auroc, pairs: all}
            image-size: {resize: 72, crop: 64}
            """);

    Cli.Result result =
        Cli.run(folder, "run", study.toString(), "--home", folder + "/home", "--dry-run");
    Cli.Result json =
        Cli.run(folder, "run", study.toString(), "--home", folder + "/home", "--dry-run", "--json");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("findings  60 images: ", "      Mass: present 29, absent 30, not known 1")
        .contains("no area   present in no test image", ": Hernia")
        .contains("all pairs in each of 2 findings, 12 differences");
    JsonNode found = Json.read(json.out(), JsonNode.class).at("/datasets/0");
    int parts = 0;
    for (JsonNode part : found.path("parts")) {
      parts += part.asInt();
    }
    assertThat(parts).isEqualTo(60);
    assertThat(found.at("/testFindings/images").asInt()).isEqualTo(found.at("/parts/test").asInt());
    assertThat(Json.read(json.out(), JsonNode.class).at("/comparisons/0/findings").asInt())
        .isEqualTo(2);
  }

  /** A solved head is one regression for each finding. */
  @Test
  void theTimeOfASolvedHeadGrowsWithTheFindings() throws Exception {
    double one = estimatedSeconds("[Mass]");
    double two = estimatedSeconds("[Mass, Edema]");

    // 36 training images more, in each of the penalties of the grid; the network is the same work.
    assertThat(two - one).isGreaterThan(0.05);
  }

  private double estimatedSeconds(String findings) throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: csv, findings: %s, images: several, split: {seed: 1, test: 0.3}}]
            pretrained: none
            backbones: [mobilenet_v2]
            training: [frozen]
            image-size: {resize: 72, crop: 64}
            """
                .formatted(findings));
    Cli.Result json =
        Cli.run(folder, "run", study.toString(), "--home", folder + "/home", "--dry-run", "--json");
    assertThat(json.code()).as(json.err()).isZero();
    return Json.read(json.out(), JsonNode.class).path("estimatedSeconds").asDouble();
  }

  @Test
  void aDraftNamesTheFindingsAndIsAStudy() throws Exception {
    for (String layout : List.of("csv/findings:*", "csv/findings:Edema+Mass")) {
      Path file = folder.resolve(layout.length() + ".yaml");

      Cli.Result result =
          Cli.run(
              folder,
              "init",
              drawn.folder().toString(),
              "--layout",
              layout,
              "--file",
              file.toString(),
              "--home",
              folder + "/home");

      assertThat(result.code()).as(result.err()).isZero();
      StudySpec spec = StudyFile.read(file).spec();
      assertThat(spec.datasets().getFirst().layout()).isEqualTo(layout);
      assertThat(spec.comparisonOrStandard().primary()).isEqualTo("auroc");
      assertThat(file)
          .content()
          .contains("findings: " + (layout.endsWith("*") ? "all" : "[\"Edema\", \"Mass\"]"))
          .contains("60 images: ")
          .doesNotContain("positive-class", "largest class");
    }
  }
}
