// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.data.WorkFolder;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Stack
class StudiesQuarkusTest {
  @TempDir Path folder;
  @Inject ArtifactStore store;

  @Test
  void acceptsAStudyAndPublishesSplitsAndPixels() throws Exception {
    dataset("accepted", 11);

    String id =
        Given.submitted(Given.study("accepted", "accepted"))
            .statusCode(201)
            .body("studyId", matchesPattern("[0-9a-f]{12}"))
            .body("state", equalTo("running"))
            .body("cells", equalTo(2))
            .body("seeds", equalTo(1))
            .extract()
            .path("studyId");

    StudySubmitted submitted = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(submitted.cells()).hasSize(2);
    assertThat(submitted.cells().getFirst().preprocessing().resize()).isEqualTo(32);
    SplitPublished split = Topics.events(SplitPublished.class, id, 1).getFirst();
    assertThat(split.synthetic()).isTrue();
    assertThat(split.classes()).containsExactly("NORMAL", "PNEUMONIA");
    SplitManifest manifest = SplitManifest.read(store.local(split.manifest()));
    assertThat(manifest.hashes()).isEqualTo(split.hashes());
    assertThat(manifest.part(Part.TEST)).hasSize(16);
    assertThat(manifest.entries()).hasSize(80);
    try (PixelsFile pixels =
        PixelsFile.open(store.local(split.pixels(Preprocessing.imageNet().withSize(32, 32))))) {
      assertThat(pixels.size()).isEqualTo(80);
      for (SplitManifest.Entry entry : manifest.entries()) {
        assertThat(pixels.image(entry.image()).width()).isEqualTo(32);
      }
    }
    String everything =
        Topics.records("assay.split-published.v1", id, 1).getFirst().value()
            + Files.readString(store.local(split.manifest()));
    everything += given().get("/datasets/accepted/manifest").asString();
    everything += given().get("/datasets/accepted/splits").asString();
    everything +=
        new String(
            Files.readAllBytes(
                store.local(split.pixels(Preprocessing.imageNet().withSize(32, 32)))),
            StandardCharsets.ISO_8859_1);
    assertThat(everything).doesNotContain("person", "IM-0", folder.toString());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(everything)
            .doesNotContain(
                Hash.ofText(folder.relativize(file).toString().replace('\\', '/')),
                Hash.ofBytes(Files.readAllBytes(file)));
      }
    }
    assertThat(split.imageIds()).isEqualTo(SplitPublished.KEYED);
    given()
        .get("/studies/" + id)
        .then()
        .statusCode(200)
        .body("cells.state", containsInAnyOrder("running", "running"))
        .body("datasets[0].splitId", equalTo(split.splitId()));
    given().get("/studies").then().body("studyId", hasItem(id));
  }

  @Test
  void answersTheSameStudyWithTheSameId() throws Exception {
    dataset("same", 12);
    String study = Given.study("same", "same");
    String id = Given.submitted(study).statusCode(201).extract().path("studyId");
    Map<String, Long> before = Given.rows();

    Given.submitted(study).statusCode(200).body("studyId", equalTo(id));
    Given.submitted("# a remark\n" + study + "seeds: [1]\n")
        .statusCode(200)
        .body("studyId", equalTo(id));

    assertThat(Given.rows()).isEqualTo(before);
    assertThat(Topics.events(StudySubmitted.class, id, 1)).hasSize(1);
  }

  @Test
  void otherImagesAreAnotherStudy() throws Exception {
    dataset("other", 13);
    String study = Given.study("other", "other");
    String id = Given.submitted(study).statusCode(201).extract().path("studyId");

    Files.delete(folder.resolve("test/NORMAL/IM-0001-0001.png"));
    Given.registered("other", "kermany", folder).statusCode(201);
    String second = Given.submitted(study).statusCode(201).extract().path("studyId");

    assertThat(second).isNotEqualTo(id);
    SplitPublished before = Topics.events(SplitPublished.class, id, 1).getFirst();
    SplitPublished after = Topics.events(SplitPublished.class, second, 1).getFirst();
    assertThat(after.hashes().train()).isEqualTo(before.hashes().train());
    assertThat(after.hashes().test()).isNotEqualTo(before.hashes().test());
  }

  @Test
  void packsTheSameImagesOnce() throws Exception {
    dataset("packed", 14);
    String study = Given.study("packed-once", "packed");
    String one = Given.submitted(study).statusCode(201).extract().path("studyId");
    Map<String, Long> before = Given.rows();

    String two =
        Given.submitted(study.replace("packed-once", "packed-twice") + "seeds: [1, 2]\n")
            .statusCode(201)
            .extract()
            .path("studyId");

    assertThat(Given.rows().get("packed_pixels")).isEqualTo(before.get("packed_pixels"));
    assertThat(Topics.events(SplitPublished.class, two, 1).getFirst().pixels())
        .isEqualTo(Topics.events(SplitPublished.class, one, 1).getFirst().pixels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour: blue | colour | is not a key of a study",
        "seeds: [1, one] | seeds[1] | must be an integer",
        "heads: [quadratic] | heads[0] | must be one of linear",
        "recipe: {name: paper, epochs: 0} | recipe.epochs | must be an integer from 1",
        "image-size: {crop: 64, resize: 32} | image-size.resize | must be at least crop"
      })
  void namesTheFaultOfAStudyFile(String line, String field, String message) throws Exception {
    Map<String, Long> before = Given.rows();
    String study = Given.study("faulty", "nowhere");
    String key = line.substring(0, line.indexOf(':') + 1);

    Given.submitted(study.replaceAll("(?m)^" + key + ".*$", "") + line + "\n")
        .statusCode(422)
        .contentType("application/problem+json")
        .body("faults", hasSize(1))
        .body("faults[0].field", equalTo(field))
        .body("faults[0].message", containsString(message));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void namesEveryFaultOfAStudyAtOnce() throws Exception {
    Map<String, Long> before = Given.rows();

    Given.submitted(
            """
            name: many faults
            datasets:
              - {name: a, layout: dicom}
              - {name: a, layout: kermany, split: {validation: 0.9}}
            backbones: [mobilenet_v3]
            colour: blue
            """)
        .statusCode(422)
        .body(
            "faults.field",
            containsInAnyOrder(
                "name",
                "datasets[0].layout",
                "datasets[1].name",
                "datasets[1].split.validation",
                "backbones[0]",
                "colour"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void namesEverythingThatIsNotRegisteredAtOnce() throws Exception {
    dataset("layouts", 15);
    Path small = folder.resolveSibling(folder.getFileName() + "-small");
    try {
      Given.phantoms(small, 16);
      Path test = small.resolve("test/NORMAL");
      try (var files = Files.list(test)) {
        for (Path file : files.filter(f -> !f.toString().contains("IM-0001")).toList()) {
          Files.delete(file);
        }
      }
      Given.registered("small", "kermany", small).statusCode(201);
      Map<String, Long> before = Given.rows();

      Given.submitted(
              """
              name: not-registered
              datasets:
                - {name: nowhere, layout: folder}
                - {name: layouts, layout: folder}
                - {name: small, layout: kermany}
              backbones: [mobilenet_v2, resnet152]
              """)
          .statusCode(422)
          .body("faults.field", hasItem("datasets[0].name"))
          .body("faults.field", hasItem("datasets[1].layout"))
          .body("faults.field", hasItem("datasets[2].split"))
          .body("faults.field", hasItem("backbones[1]"))
          .body(
              "faults.message",
              hasItem("class 'NORMAL' has 1 group (patients) in test; at least 2 are needed"));

      assertThat(Given.rows()).isEqualTo(before);
    } finally {
      WorkFolder.delete(small);
    }
  }

  private static void registered(Path weights) {
    given()
        .contentType("application/json")
        .body(Map.of("path", weights.toString()))
        .post("/weights")
        .then()
        .statusCode(201);
  }

  @Test
  void headPaperOfDinoV2WantsItsClassifierAndImagesResizedBicubically() throws Exception {
    dataset("dino", 12);
    String description =
        """
        {"backbone": "dinov2_vits14", "pretrained_on": "zeros", "input": {"resize": 40, "crop": 28,
         "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
        """;
    Path weights = Given.weights(folder.resolve("dw"), "net.safetensors", "dinov2_vits14", 1000);
    Files.writeString(folder.resolve("dw/net.safetensors.json"), description);
    registered(weights);
    String study =
        """
        name: dino
        datasets: [{name: dino, layout: kermany}]
        backbones: [dinov2_vits14]
        heads: [linear, paper]
        """;

    Given.submitted(study)
        .statusCode(422)
        .body("faults[0].field", equalTo("heads"))
        .body("faults[0].message", containsString("register dinov2_vits14_linear4_head.pth"));

    Path head = folder.resolve("dw/head.safetensors");
    List<Tensor> tensors =
        List.of(
            Tensor.of("weight", List.of(1000L, 1920L), new float[1_920_000]),
            Tensor.of("bias", List.of(1000L), new float[1000]));
    Safetensors.write(head, tensors, Map.of());
    Files.writeString(folder.resolve("dw/head.safetensors.json"), description);
    registered(head);
    String id = Given.submitted(study).statusCode(201).extract().path("studyId");

    StudySubmitted submitted = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(submitted.cells()).hasSize(2);
    for (Cell cell : submitted.cells()) {
      assertThat(store.local(cell.weights().file())).hasSameBinaryContentAs(weights);
      if (cell.head().equals("paper")) {
        assertThat(store.local(cell.weights().headFile())).hasSameBinaryContentAs(head);
      } else {
        assertThat(cell.weights().headFile()).isNull();
      }
    }
    SplitPublished split = Topics.events(SplitPublished.class, id, 1).getFirst();
    try (PixelsFile pixels =
        PixelsFile.open(store.local(split.pixels(Preprocessing.dinoV2().withSize(40, 28))))) {
      assertThat(pixels.interpolation()).isEqualTo("bicubic");
    }
  }

  @Test
  void runsTheBackbonesWithRegisteredWeights() throws Exception {
    dataset("available", 17);
    Path weights = Given.weights(folder.resolve("weights"), "w.safetensors", "mobilenet_v2", 2);
    given()
        .contentType("application/json")
        .body(Map.of("path", weights.toString()))
        .post("/weights")
        .then()
        .statusCode(201);

    String id =
        Given.submitted(
                """
                name: available
                datasets: [{name: available, layout: kermany}]
                """)
            .statusCode(201)
            .body("notes[0]", matchesPattern("left out: no weights for .*resnet152, .*"))
            .extract()
            .path("studyId");

    StudySubmitted submitted = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(submitted.notes()).hasSize(1);
    assertThat(submitted.cells())
        .anySatisfy(
            cell -> {
              assertThat(cell.backbone()).isEqualTo("mobilenet_v2");
              assertThat(cell.weights().source()).isEqualTo("zeros");
              assertThat(cell.preprocessing().resize()).isEqualTo(40);
              assertThat(store.local(cell.weights().file())).hasSameBinaryContentAs(weights);
            });
    assertThat(
            Topics.events(SplitPublished.class, id, 1)
                .getFirst()
                .pixels(Preprocessing.imageNet().withSize(40, 32)))
        .isNotNull();
  }

  @Test
  void warnsOfAnEarlierKeyInTheAnswer() throws Exception {
    dataset("earlier-key", 98);
    String study =
        Given.study("earlier-key", "earlier-key") + "evaluation: {confirmatory-looks: [1]}\n";

    given()
        .contentType("application/yaml")
        .body(study.getBytes(StandardCharsets.UTF_8))
        .post("/studies?dryRun=true")
        .then()
        .statusCode(200)
        .body("warnings", hasSize(1))
        .body("warnings[0]", containsString("evaluation.confirmatory-looks"))
        .body("warnings[0]", containsString("interim-analyses"));
  }

  @Test
  void previewStoresNothing() throws Exception {
    dataset("preview", 18);
    Map<String, Long> before = Given.rows();

    String id =
        given()
            .contentType("application/yaml")
            .body(Given.study("preview", "preview").getBytes(StandardCharsets.UTF_8))
            .post("/studies?dryRun=true")
            .then()
            .statusCode(200)
            .body("state", equalTo("preview"))
            .body("cells", equalTo(2))
            .body("warnings", nullValue())
            .body("splits[0].parts.test.NORMAL", equalTo(8))
            .extract()
            .path("studyId");

    assertThat(Given.rows()).isEqualTo(before);
    given().get("/studies/" + id).then().statusCode(404);
  }

  @Test
  void refusesImagesThatChangedSinceTheyWereRegistered() throws Exception {
    dataset("changed", 19);
    Path image = folder.resolve("train/NORMAL/IM-0003-0001.png");
    Files.copy(
        folder.resolve("train/NORMAL/IM-0005-0001.png"),
        image,
        StandardCopyOption.REPLACE_EXISTING);
    Map<String, Long> before = Given.rows();

    Given.submitted(Given.study("changed", "changed"))
        .statusCode(422)
        .body("faults[0].field", equalTo("datasets[0].name"))
        .body("faults[0].message", containsString("changed since it was registered"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void readsJsonAsWellAsYaml() throws Exception {
    dataset("json", 20);

    given()
        .contentType("application/json")
        .body(
            Map.of(
                "name", "json",
                "datasets", List.of(Map.of("name", "json", "layout", "kermany")),
                "backbones", List.of("mobilenet_v2"),
                "pretrained", "none",
                "image-size", Map.of("resize", 32, "crop", 32)))
        .post("/studies")
        .then()
        .statusCode(201)
        .body("cells", equalTo(1));
  }

  private void dataset(String name, long seed) throws IOException {
    Given.phantoms(folder, seed);
    Given.registered(name, "kermany", folder).statusCode(201);
  }
}
