// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import dev.assay.weights.WeightsFile;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that somebody computed, from the file of their owner to the event of a split. */
@QuarkusTest
@Stack
class ImportedModelsQuarkusTest {
  @TempDir Path folder;
  @Inject ArtifactStore store;
  @Inject GroupKey key;

  private List<Path> images(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().matches(".*\\.(png|jpe?g)")).sorted().toList();
    }
  }

  private Path features(String name, List<String> names) throws IOException {
    List<String> lines = new ArrayList<>(List.of("image,a,b"));
    for (int i = 0; i < names.size(); i++) {
      lines.add(names.get(i) + "," + i + ",0.5");
    }
    Path file = Files.write(folder.resolve(name + ".features.csv"), lines);
    Files.writeString(
        folder.resolve(name + ".features.csv.json"),
        """
        {"title": "Title of %s", "pretrained_on": "X-rays", "sha256": "%s",
         "features": {"size": 2}, "pixels": "as they are"}
        """
            .formatted(name, WeightsFile.sha256(file)));
    return file;
  }

  private static ValidatableResponse register(Path file) {
    return given()
        .contentType("application/json")
        .body(Map.of("path", file.toString()))
        .post("/weights")
        .then();
  }

  private static String study(String name, String model) {
    return Given.study(name, name)
        .replace("training: [frozen, fine-tuned]", "models: [" + model + "]");
  }

  /** Half of the images are named by their paths, half by the hashes of their bytes. */
  @Test
  void givesASplitTheRowsOfItsImagesUnderTheirIdsAndStoresNoName() throws Exception {
    Path root = Given.phantoms(folder.resolve("imported-a"), 71);
    Given.registered("imported-a", "kermany", root).statusCode(201);
    List<Path> images = images(root);
    List<String> names = new ArrayList<>();
    Map<String, Integer> rowOfContent = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      String content = WeightsFile.sha256(images.get(i));
      names.add(i % 2 == 0 ? root.relativize(images.get(i)).toString() : content);
      rowOfContent.put(key.contentId(content), i);
    }
    register(features("mine-a", names))
        .statusCode(201)
        .body("backbone", equalTo("mine-a"))
        .body("source", equalTo("X-rays"));

    String id =
        Given.submitted(study("imported-a", "mine-a"))
            .statusCode(201)
            .body("cells", equalTo(2))
            .extract()
            .path("studyId");

    StudySubmitted submitted = Topics.events(StudySubmitted.class, id, 1).getFirst();
    Cell cell = submitted.cells().getLast();
    assertThat(cell.backbone()).isEqualTo("mine-a");
    assertThat(cell.frozen()).isTrue();
    assertThat(cell.weights().model().title()).isEqualTo("Title of mine-a");
    SplitPublished split = Topics.events(SplitPublished.class, id, 1).getFirst();
    Path rows = store.local(split.features(cell.weights().file().sha256()).orElseThrow());
    Map<String, Tensor> byImage = TensorFile.read(rows);
    SplitManifest manifest = SplitManifest.read(store.local(split.manifest()));
    assertThat(byImage).hasSize(manifest.entries().size());
    for (SplitManifest.Entry entry : manifest.entries()) {
      assertThat(byImage.get(entry.image()).floats())
          .containsExactly(rowOfContent.get(entry.sha256()), 0.5f);
    }
    for (Path file : List.of(rows, store.local(cell.weights().file()))) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .doesNotContain(".jpeg", ".png", "NORMAL", "person");
    }
  }

  @Test
  void namesModelsThatAreNotThereOrLackImagesAndStoresNothing() throws Exception {
    Path root = Given.phantoms(folder.resolve("imported-b"), 72);
    Given.registered("imported-b", "kermany", root).statusCode(201);
    List<String> names =
        images(root).stream().map(file -> root.relativize(file).toString()).toList();
    register(features("few-b", names.subList(0, names.size() - 3))).statusCode(201);
    register(features("other-b", List.of("x/1.png", "x/2.png"))).statusCode(201);
    Map<String, Long> before = Given.rows();

    Given.submitted(study("imported-b", "few-b"))
        .statusCode(422)
        .body("faults.field", hasItem("models"))
        .body("faults.message", hasItem(containsString("has no features of 3 of the ")));
    Given.submitted(study("imported-b", "other-b"))
        .statusCode(422)
        .body("faults.message", hasItem(containsString("it may be of another data set")));
    Given.submitted(study("imported-b", "nowhere"))
        .statusCode(422)
        .body("faults.field", hasItem("models[0]"))
        .body("faults.message", hasItem(containsString("nowhere.features.npz")));
    Given.submitted(study("imported-b", "few-b") + "on-new-data: retrain\n")
        .statusCode(422)
        .body("faults.field", hasItem("on-new-data"));
    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void refusesFilesThatAreNoFeatures() throws Exception {
    Path twice = features("twice", List.of("a.png", "a.png"));

    register(twice)
        .statusCode(422)
        .body(
            "faults.message",
            hasItem(containsString("row 2 names an image that stands above already")));
  }
}
