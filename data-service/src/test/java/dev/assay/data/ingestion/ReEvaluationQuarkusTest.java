// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.MovableClock;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.datasets.phantom.PhantomChestXrays;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New images on which the models of a study are tested again. */
@QuarkusTest
@Stack
class ReEvaluationQuarkusTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;
  @Inject IngestionLoop loop;
  @Inject MovableClock clock;
  @Inject ArtifactStore store;
  private String dataset = "";

  @AfterEach
  void stopsWatching() {
    given().noContentType().delete("/datasets/" + dataset + "/watch");
  }

  private String submitted(String name, long seed) throws IOException {
    return submitted(name, seed, "{primary: accuracy}");
  }

  private String submitted(String name, long seed, String evaluation) throws IOException {
    dataset = name;
    Given.phantoms(folder, seed);
    Given.registered(name, "kermany", folder).statusCode(201);
    Given.watch(name, "{}").statusCode(200);
    settle();
    new PhantomChestXrays(160, 32, seed).write(elsewhere);
    return Given.submitted(
            Given.study(name + "-study", name)
                + "evaluation: "
                + evaluation
                + "\n"
                + "on-new-data: re-evaluate\n")
        .statusCode(201)
        .extract()
        .path("studyId");
  }

  private void settle() {
    loop.pollAndWork();
    clock.move(Duration.ofSeconds(31));
    loop.pollAndWork();
  }

  private void drop(String... paths) throws IOException {
    for (String path : paths) {
      Files.copy(elsewhere.resolve(path), folder.resolve(path));
    }
  }

  private String made() {
    return Given.batches(dataset)
        .body("[0].state", equalTo("done"))
        .body("[0].studies[0].action", equalTo("re-evaluate"))
        .extract()
        .path("[0].studies[0].studyId");
  }

  private List<SplitPublished> splits(String studyId, int count) {
    return Topics.events(SplitPublished.class, studyId, count).stream()
        .sorted(Comparator.comparing(SplitPublished::dataset))
        .toList();
  }

  private int tested(SplitPublished split) throws IOException {
    return SplitManifest.read(store.local(split.manifest())).part(Part.TEST).size();
  }

  @Test
  void testsTheSameModelsOnAllTestImagesAndOnTheNewestOnes() throws IOException {
    String first = submitted("re-evaluated", 91);
    SplitPublished before = splits(first, 1).getFirst();
    // Patients 41, 42, 51 and 52 are in the test folder of the phantoms.
    drop(
        "test/NORMAL/IM-0041-0001.png",
        "test/PNEUMONIA/person42_bacteria_1.png",
        "train/NORMAL/IM-0043-0001.png");
    settle();

    String second = made();

    List<SplitPublished> after = splits(second, 2);
    assertThat(after)
        .extracting(SplitPublished::dataset)
        .containsExactly("re-evaluated", "re-evaluated.new-2");
    for (SplitPublished split : after) {
      assertThat(split.hashes().train()).isEqualTo(before.hashes().train());
      assertThat(split.hashes().validation()).isEqualTo(before.hashes().validation());
    }
    assertThat(tested(after.get(0))).isEqualTo(tested(before) + 2);
    assertThat(tested(after.get(1))).isEqualTo(2);
    StudySubmitted study = Topics.events(StudySubmitted.class, second, 1).getFirst();
    assertThat(study.cells()).hasSize(4);
    assertThat(study.comparison()).isNotNull();
    assertThat(study.exploratory()).containsExactlyInAnyOrder("re-evaluated", "re-evaluated.new-2");
    assertThat(Topics.events(StudySubmitted.class, first, 1).getFirst().exploratory()).isNull();
    given()
        .get("/studies/" + second)
        .then()
        .body("revision", equalTo(2))
        // The earlier name of the field.
        .body("generation", equalTo(2))
        .body("previous", equalTo(first))
        .body("notes", hasItem(containsString("interim analysis 2 of the models")))
        .body("notes", hasItem(containsString("nothing was trained")))
        .body(
            "notes", hasItem(containsString("comparisons of interim analysis 2 are exploratory")));

    drop("test/NORMAL/IM-0051-0001.png");
    settle();
    List<SplitPublished> third = splits(made(), 2);
    assertThat(third.get(0).hashes().train()).isEqualTo(before.hashes().train());
    assertThat(tested(third.get(0))).isEqualTo(tested(before) + 3);
    assertThat(third.get(1).dataset()).isEqualTo("re-evaluated.new-3");
    assertThat(tested(third.get(1))).isEqualTo(1);
  }

  @Test
  void comparesConfirmatorilyOnlyAtDeclaredInterimAnalyses() throws IOException {
    String first =
        submitted("declared-analyses", 93, "{primary: accuracy, interim-analyses: [2, 3]}");
    assertThat(Topics.events(StudySubmitted.class, first, 1).getFirst().exploratory())
        .containsExactly("declared-analyses");

    drop("test/NORMAL/IM-0041-0001.png");
    settle();

    String second = made();
    StudySubmitted study = Topics.events(StudySubmitted.class, second, 1).getFirst();
    assertThat(study.exploratory()).containsExactly("declared-analyses.new-2");
    assertThat(study.comparison().interimAnalyses()).containsExactly(2, 3);
    given()
        .get("/studies/" + second)
        .then()
        .body(
            "notes",
            hasItem(
                containsString(
                    "interim analysis 2 is one of the analyses [2, 3] that the study declares")));
  }

  @Test
  void saysWhyThereIsNothingToEvaluate() throws IOException {
    submitted("nothing-new", 92);
    drop("train/NORMAL/IM-0043-0001.png");
    settle();
    Given.batches(dataset)
        .body("[0].changed", equalTo(true))
        .body("[0].studies.reason", contains(containsString("no new images for the test part")));

    Files.delete(folder.resolve("train/NORMAL/IM-0003-0001.png"));
    settle();

    Given.batches(dataset)
        .body("[0].studies.reason", contains(containsString("let the study retrain")));
  }
}
