// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.data.store.FingerprintRow;
import dev.assay.data.study.SplitHistory;
import dev.assay.datasets.phantom.PhantomChestXrays;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets that change: their versions, and splits that go on. */
@QuarkusTest
@Stack
class VersionsQuarkusTest {
  @TempDir Path folder;
  @Inject SplitHistory history;
  @Inject ArtifactStore store;

  @Test
  void showsVersionsAndTheirDifferences() throws IOException {
    Given.phantoms(folder, 21);
    String first = register("looked-back");
    Files.delete(folder.resolve("train/NORMAL/IM-0003-0001.png"));
    Files.move(
        folder.resolve("train/NORMAL/IM-0005-0001.png"),
        folder.resolve("train/NORMAL/IM-0005-0009.png"));
    String second = register("looked-back");

    given()
        .get("/datasets/looked-back/versions")
        .then()
        .statusCode(200)
        .body("version", contains(second, first))
        .body("current", contains(true, false))
        .body("images", contains(79, 80));
    given()
        .get("/datasets/looked-back/versions/" + first.substring(0, 12))
        .then()
        .statusCode(200)
        .body("images", equalTo(80));
    given()
        .get("/datasets/looked-back/diff")
        .then()
        .statusCode(200)
        .body("from", equalTo(first))
        .body("to", equalTo(second))
        .body("removed.count", equalTo(1))
        .body("removed.examples", contains("train/NORMAL/IM-0003-0001.png"))
        .body("moved.examples", contains("train/NORMAL/IM-0005-0009.png"))
        .body("added.count", equalTo(0))
        .body("classes.NORMAL.before", equalTo(40))
        .body("classes.NORMAL.after", equalTo(39));
    given()
        .get("/datasets/looked-back/versions/ffffffff")
        .then()
        .statusCode(422)
        .body("faults[0].message", containsString("is no version of data set 'looked-back'"));
    given().get("/datasets/nobody/versions").then().statusCode(404);
    given().get("/datasets/nobody/diff").then().statusCode(404);
  }

  /** What is known of each finding is kept with the image, and a change of it is a new version. */
  @Test
  void keepsSeveralFindingsOfAnImageAndRefusesThemInAStudy() throws IOException {
    Given.phantoms(folder, 23);
    findings("1,0", "0,-1");
    String first = registerFindings();
    findings("1,1", "0,-1");
    String second = registerFindings();

    given()
        .get("/datasets/several/diff")
        .then()
        .statusCode(200)
        .body("from", equalTo(first))
        .body("to", equalTo(second))
        .body("reclassified.count", equalTo(40))
        .body("unchanged", equalTo(40))
        .body("classes.edema.before", equalTo(0))
        .body("classes.edema.after", equalTo(40))
        .body("classes.mass.after", equalTo(40));
    findings("1,1", "0,-1");
    assertThat(registerFindings()).as("read back from the rows of its images").isEqualTo(second);
    Given.submitted(
            """
            name: several-study
            datasets: [{name: several, layout: csv, findings: all}]
            backbones: [mobilenet_v2]
            pretrained: none
            heads: [knn]
            """)
        .statusCode(422)
        .body("faults.message", hasItem(containsString("votes for one class")));
  }

  private void findings(String normal, String ill) throws IOException {
    StringBuilder table = new StringBuilder("image,true_mass,true_edema\n");
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".png"))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .forEach(
              name ->
                  table
                      .append(name)
                      .append(',')
                      .append(name.contains("NORMAL") ? normal : ill)
                      .append('\n'));
    }
    Files.writeString(folder.resolve("images.csv"), table);
  }

  private String registerFindings() {
    return given()
        .contentType("application/json")
        .body(Map.of("name", "several", "layout", "csv/findings:*", "path", folder.toString()))
        .post("/datasets")
        .then()
        .statusCode(201)
        .body("layout", equalTo("csv/findings:*"))
        .extract()
        .path("version");
  }

  @Test
  void findsACopyWithAnotherEncodingInTheOtherPart() throws IOException {
    Given.phantoms(folder, 22);
    ImageIO.write(
        ImageIO.read(folder.resolve("train/NORMAL/IM-0003-0001.png").toFile()),
        "bmp",
        folder.resolve("test/NORMAL/IM-0999-0001.bmp").toFile());
    register("copied");

    given()
        .get("/datasets/copied/leaks")
        .then()
        .statusCode(200)
        .body("images", equalTo(81))
        .body("notCompared", equalTo(0))
        .body(
            "nearDuplicates.findAll { it.acrossParts && it.acrossSides && it.distance == 0"
                + " }.size()",
            greaterThan(0));
    Given.submitted(Given.study("copied-study", "copied"))
        .statusCode(201)
        .body("notes", hasItem(containsString("near-duplicate images are in two parts")));
  }

  @Test
  void theSameBytesHaveOtherFingerprintsWithOtherDecodingOptions() throws IOException {
    Given.phantoms(folder, 25);
    register("read-as-published");
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "name",
                "read-upright",
                "layout",
                "kermany",
                "path",
                folder.toString(),
                "decoding",
                Map.of("orientation", "apply")))
        .post("/datasets")
        .then()
        .statusCode(201);

    for (String name : List.of("read-as-published", "read-upright")) {
      given().get("/datasets/" + name + "/leaks").then().body("notCompared", equalTo(0));
    }
    String sha256 =
        Hash.ofBytes(Files.readAllBytes(folder.resolve("test/NORMAL/IM-0001-0001.png")));
    assertThat(QuarkusTransaction.requiringNew().call(() -> FingerprintRow.count("sha256", sha256)))
        .isEqualTo(2);
  }

  @Test
  void noPatientChangesPartsWhenImagesAreAdded() throws IOException {
    Given.phantoms(folder, 23);
    register("growing");
    Given.submitted(Given.study("growing-1", "growing")).statusCode(201);
    // Twice as many patients; the earlier ones are drawn with the same bytes.
    new PhantomChestXrays(160, 32, 23).write(folder);
    register("growing");

    Given.submitted(Given.study("growing-2", "growing")).statusCode(201);

    List<SplitManifest> splits = history.all("growing");
    assertThat(splits).hasSize(2);
    Map<String, Part> before = sides(splits.get(1));
    assertThat(splits.get(0).lineage().parent()).isEqualTo(splits.get(1).splitId());
    assertThat(sides(splits.get(0))).hasSize(160).containsAllEntriesOf(before);
    given()
        .get("/datasets/growing/splits")
        .then()
        .statusCode(200)
        .body("parent[0]", equalTo(splits.get(1).splitId()))
        .body("parts[0].part", contains("train", "validation", "test"))
        .body("parts[0].images.sum()", equalTo(160))
        .body("parts[0].width.median", contains(32f, 32f, 32f))
        .body("subsets[0].ratio", contains(0.125f, 0.25f, 0.5f, 1f))
        .body("leftOut[0]", anEmptyMap());
  }

  @Test
  void theSameContentAgainIsTheSameStudy() throws IOException {
    Given.phantoms(folder, 24);
    register("steady");
    String study = Given.study("steady-study", "steady");
    String first = Given.submitted(study).statusCode(201).extract().path("studyId");
    register("steady");

    Given.submitted(study).statusCode(200).body("studyId", equalTo(first));

    assertThat(history.all("steady")).hasSize(1);
  }

  @Test
  void makesARowOfEveryFold() throws IOException {
    Given.phantoms(folder, 25);
    register("folded");
    String study =
        Given.study("folded-study", "folded")
            .replace("layout: kermany}", "layout: kermany, split: {folds: 3}}");

    String id =
        Given.submitted(study)
            .statusCode(201)
            .body("cells", equalTo(6))
            .body("notes", hasItem(containsString("fold 2 of 3: folds share images")))
            .extract()
            .path("studyId");

    given()
        .get("/studies/" + id)
        .then()
        .body(
            "datasets.dataset",
            contains("folded.fold-1-of-3", "folded.fold-2-of-3", "folded.fold-3-of-3"))
        .body("datasets.splitId.toSet()", hasSize(3));
  }

  @Test
  void poolsFoldsWhereEachImageIsTestedOnce() throws IOException {
    Given.phantoms(folder, 26);
    Given.registered("pooled", "folder", folder.resolve("train")).statusCode(201);
    String study =
        Given.study("pooled-study", "pooled")
            .replace("layout: kermany}", "layout: folder, split: {folds: 2}}");

    String id =
        Given.submitted(study)
            .statusCode(201)
            .body("cells", equalTo(6))
            .body("notes", hasItem(containsString("out-of-fold predictions of 2 folds, pooled")))
            .extract()
            .path("studyId");

    given()
        .get("/studies/" + id)
        .then()
        .body(
            "cells.dataset",
            contains(
                "pooled",
                "pooled",
                "pooled.fold-1-of-2",
                "pooled.fold-1-of-2",
                "pooled.fold-2-of-2",
                "pooled.fold-2-of-2"));
    List<SplitPublished> splits = Topics.events(SplitPublished.class, id, 3);
    SplitManifest pooled = SplitManifest.read(store.local(splits.getFirst().manifest()));
    assertThat(pooled.entries()).hasSize(64).allMatch(e -> e.part() == Part.TEST);
    assertThat(pooled.lineage().replicate()).isNull();
    assertThat(pooled.lineage().folds()).hasSize(2);
    // Later splits continue the folds, not the pooled split.
    assertThat(history.all("pooled")).hasSize(2);
  }

  private String register(String name) {
    return Given.registered(name, "kermany", folder).statusCode(201).extract().path("version");
  }

  private static Map<String, Part> sides(SplitManifest manifest) {
    Map<String, Part> sides = new HashMap<>();
    manifest.entries().forEach(e -> sides.put(e.image(), e.part()));
    return sides;
  }
}
