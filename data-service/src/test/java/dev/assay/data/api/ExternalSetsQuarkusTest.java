// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.split.ExternalSplit;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of one data set, tested on the whole of another. */
@QuarkusTest
@Stack
class ExternalSetsQuarkusTest {
  @TempDir Path folder;
  @Inject ArtifactStore store;
  @Inject PublishedIds ids;

  private void register(String own, long seed, String other, long otherSeed) throws IOException {
    Given.phantoms(folder.resolve(own), seed);
    Given.registered(own, "kermany", folder.resolve(own)).statusCode(201);
    Given.phantoms(folder.resolve(other), otherSeed);
    Given.registered(other, "folder", folder.resolve(other).resolve("train")).statusCode(201);
  }

  private static String study(String own, String external) {
    return Given.study(own, own)
        .replace("layout: kermany}", "layout: kermany, external: [" + external + "]}");
  }

  @Test
  void publishesASectionThatTrainsAsBeforeAndTestsOnTheWholeOfTheOtherSet() throws Exception {
    register("site-a", 41, "site-b", 42);

    String id =
        Given.submitted(study("site-a", "{name: site-b, layout: folder, comparison: declared}"))
            .statusCode(201)
            .body("cells", equalTo(4))
            .extract()
            .path("studyId");

    StudySubmitted submitted = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(submitted.cells())
        .extracting(c -> c.dataset())
        .containsExactly("site-a", "site-a", "site-a.external-site-b", "site-a.external-site-b");
    List<SplitPublished> splits = Topics.events(SplitPublished.class, id, 2);
    SplitPublished own = splits.getFirst();
    SplitPublished external = splits.getLast();
    assertThat(own.external()).isNull();
    assertThat(external.external()).isEqualTo(new External("site-a", "site-b", true));
    assertThat(external.hashes().train()).isEqualTo(own.hashes().train());
    assertThat(external.hashes().validation()).isEqualTo(own.hashes().validation());
    SplitManifest manifest = SplitManifest.read(store.local(external.manifest()));
    assertThat(manifest.part(Part.TEST)).hasSize(64);
    assertThat(manifest.hashes()).isEqualTo(external.hashes());
    Preprocessing small = Preprocessing.imageNet().withSize(32, 32);
    try (PixelsFile pixels = PixelsFile.open(store.local(external.pixels(small)));
        PixelsFile before = PixelsFile.open(store.local(own.pixels(small)))) {
      assertThat(pixels.size()).isEqualTo(manifest.entries().size());
      for (SplitManifest.Entry entry : manifest.entries()) {
        PixelsFile.Image image = pixels.image(entry.image());
        if (entry.part() != Part.TEST) {
          assertThat(image.rgb()).isEqualTo(before.image(entry.image()).rgb());
        }
      }
    }
  }

  @Test
  void namesEveryFaultOfAnExternalSetAndStoresNothing() throws Exception {
    register("site-c", 43, "site-d", 44);
    Map<String, Long> before = Given.rows();

    Given.submitted(
            study(
                "site-c",
                "{name: site-d, layout: folder, classes: {NORMAL: HEALTHY, covid: PNEUMONIA}},"
                    + " {name: nowhere, layout: folder}"))
        .statusCode(422)
        .body("faults.field", hasItems("datasets[0].external[0]", "datasets[0].external[1].name"))
        .body(
            "faults.message",
            hasItem(
                containsString("'NORMAL' is mapped to 'HEALTHY', which the models do not know")))
        .body("faults.message", hasItem(containsString("'covid' is no class of the external set")));
    Given.submitted(study("site-c", "{name: site-d, layout: kermany}"))
        .statusCode(422)
        .body("faults[0].field", equalTo("datasets[0].external[0].layout"));
    Given.submitted(
            study("site-c", "{name: site-d, layout: folder, decoding: {orientation: apply}}"))
        .statusCode(422)
        .body("faults[0].field", equalTo("datasets[0].external[0].decoding"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void refusesImagesThatModelsAreTrainedOnOrLeavesThemOut() throws Exception {
    register("site-e", 45, "site-f", 46);
    Path copy = folder.resolve("site-f/train/NORMAL/copy.png");
    List<String> training =
        List.of("IM-0001-0001.png", "IM-0003-0001.png", "IM-0005-0001.png", "IM-0007-0001.png");
    Path original =
        training.stream()
            .map(name -> folder.resolve("site-e/train/NORMAL").resolve(name))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    Files.copy(original, copy);
    Given.registered("site-f", "folder", folder.resolve("site-f/train")).statusCode(201);

    Given.submitted(study("site-e", "{name: site-f, layout: folder}"))
        .statusCode(422)
        .body("faults[0].field", equalTo("datasets[0].external[0]"))
        .body("faults[0].message", containsString("1 images of 'site-f' are, byte by byte"));

    String id =
        Given.submitted(study("site-e", "{name: site-f, layout: folder, overlap: drop}"))
            .statusCode(201)
            .extract()
            .path("studyId");
    SplitPublished external = Topics.events(SplitPublished.class, id, 2).getLast();
    SplitManifest manifest = SplitManifest.read(store.local(external.manifest()));
    String dropped = ids.image(ExternalSplit.idOf("site-f", Hash.ofText("NORMAL/copy.png")));
    assertThat(manifest.part(Part.TEST)).hasSize(64).noneMatch(e -> e.image().equals(dropped));
    assertThat(manifest.lineage().leftOut())
        .singleElement()
        .matches(left -> left.image().equals(dropped));
  }
}
