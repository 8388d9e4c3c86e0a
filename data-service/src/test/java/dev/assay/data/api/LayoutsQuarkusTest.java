// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.store.StudyRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@Stack
class LayoutsQuarkusTest {
  private static final FileTime LONG_AGO =
      FileTime.from(Instant.parse("2026-01-02T03:04:05.123456789Z"));

  @Inject ArtifactStore store;
  @TempDir Path folder;

  @Test
  void keepsAttributesDecodingOptionsAndProvenance() throws IOException {
    table(20);

    String version =
        given()
            .contentType("application/json")
            .body(
                Map.of(
                    "name", "table-read",
                    "layout", "csv",
                    "path", folder.toString(),
                    "decoding", Map.of("sixteenBit", "min-max"),
                    "source", "a hospital",
                    "licence", "none"))
            .post("/datasets")
            .then()
            .statusCode(201)
            .body("attributes", equalTo(Map.of("site", 20, "age", 10)))
            .body("decoding.sixteenBit", equalTo("min-max"))
            // The earlier name of the field.
            .body("reading.sixteenBit", equalTo("min-max"))
            .body("decoding.orientation", equalTo("ignore"))
            .body("source", equalTo("a hospital"))
            .body("groupKind", equalTo("patient"))
            .extract()
            .path("version");
    given()
        .get("/datasets/table-read")
        .then()
        .body("version", equalTo(version))
        .body("attributes.site", equalTo(20))
        .body("licence", equalTo("none"));
    String manifest =
        given().get("/datasets/table-read/manifest").then().statusCode(200).extract().asString();
    DatasetManifest read = DatasetManifest.read(manifest);
    assertThat(read.version()).isEqualTo(version);
    assertThat(read.images()).hasSize(20).allMatch(i -> i.attributes().containsKey("site"));
    assertThat(manifest).doesNotContain(".png").doesNotContain("\"p1\"");
    given().get("/datasets/nobody/manifest").then().statusCode(404);
    // With the decoding options of the original study it is another version.
    assertThat(
            Given.registered("table-read", "csv", folder)
                .body("source", nullValue())
                .extract()
                .<String>path("version"))
        .isNotEqualTo(version);
  }

  @Test
  void readsOnlyWhatChangedWhenAFolderIsRegisteredAgain() throws IOException {
    table(20);
    String first = version();
    Path file = folder.resolve("3.png");
    Files.write(file, new byte[Math.toIntExact(Files.size(file))]);
    Files.setLastModifiedTime(file, LONG_AGO);

    assertThat(version()).isEqualTo(first);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    Given.registered("again", "csv", folder)
        .body("images", equalTo(19))
        .body("quarantined.reason", contains("not-an-image"));
  }

  private String version() {
    return Given.registered("again", "csv", folder).statusCode(201).extract().path("version");
  }

  @Test
  void saysThatTheGroupsOfHam10000AreLesions() throws IOException {
    StringBuilder rows = new StringBuilder("lesion_id,image_id,dx,dx_type,age,sex,localization\n");
    for (int i = 0; i < 8; i++) {
      rows.append("HAM_%d,ISIC_%d,%s,histo,50,male,back\n".formatted(i / 2, i, "mel"));
      image(folder.resolve("HAM10000_images/ISIC_" + i + ".jpg"), i, "jpeg");
    }
    Files.writeString(folder.resolve("HAM10000_metadata.csv"), rows);

    Given.registered("lesions", "ham10000", folder)
        .statusCode(201)
        .body("groupKind", equalTo("lesion"))
        .body("groups", equalTo(4))
        .body("licence", equalTo("CC BY-NC 4.0"))
        .body(
            "warnings",
            contains(
                "groups are lesions and no patients are known: leakage by patient cannot be"
                    + " excluded"));
  }

  /** T2 has other numbers of images and is split in a study of its own, after T1. */
  @Test
  void putsAPatientInOnePartOfAllModalities() throws IOException {
    for (int patient = 0; patient < 40; patient++) {
      String name = (patient % 2 == 0 ? "HGG/p" : "LGG/p") + patient + "_";
      image(folder.resolve("T1/" + name + "0.png"), patient, "png");
      for (int i = 0; i < 1 + patient % 3; i++) {
        image(folder.resolve("T2/" + name + i + ".png"), 1000 + 10 * patient + i, "png");
      }
    }
    Given.registered("mri-t1", "mri-modalities", folder.resolve("T1")).statusCode(201);
    Given.registered("mri-t2", "mri-modalities", folder.resolve("T2")).statusCode(201);

    String first = study("mri-t1");
    String second = study("mri-t2");

    assertThat(study("mri-t1")).isEqualTo(first);
    Map<String, Part> sides = new HashMap<>();
    for (String study : List.of(first, second)) {
      for (SplitManifest.Entry entry : manifest(study).entries()) {
        Part before = sides.putIfAbsent(entry.group(), entry.part());
        assertThat(before == null || before == entry.part()).isTrue();
      }
    }
    assertThat(sides).hasSize(40);
  }

  private static String study(String dataset) {
    return Given.submitted(
            Given.study("of-" + dataset, dataset).replace("kermany", "mri-modalities"))
        .extract()
        .path("studyId");
  }

  private SplitManifest manifest(String study) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              StudyRow row = StudyRow.findById(study);
              SplitPublished split =
                  Json.read(
                      Json.read(row.splits, JsonNode.class).get(0).toString(),
                      SplitPublished.class);
              try {
                return SplitManifest.read(store.local(split.manifest()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Test
  void namesTheAcceptedLayoutsAndDecodingOptions() {
    Given.registered("x", "imagenet", folder)
        .statusCode(422)
        .body(
            "faults[0].message",
            equalTo(
                "must be one of chexpert, csv, folder, ham10000, ichallenge-amd, isic, kermany,"
                    + " medmnist, mimic-cxr-jpg, mri-modalities, nih-chestxray14, padchest,"
                    + " vindr-cxr"));
    given()
        .contentType("application/json")
        .body(
            Map.of(
                "name",
                "x",
                "layout",
                "csv",
                "path",
                folder.toString(),
                "decoding",
                Map.of("sixteenBit", "eight")))
        .post("/datasets")
        .then()
        .statusCode(422)
        .body("faults[0].message", containsString("min-max"));
    given()
        .contentType("application/json")
        .body(
            Map.of("name", "x", "layout", "csv", "path", folder.toString(), "source", "somewhere"))
        .post("/datasets")
        .then()
        .statusCode(422)
        .body("faults.field", equalTo(List.of("licence")));
  }

  private void table(int images) throws IOException {
    StringBuilder rows = new StringBuilder("image,label,patient,site,age\n");
    for (int i = 0; i < images; i++) {
      rows.append(
          "%d.png,%s,p%d,%s,%s\n"
              .formatted(i, i % 2 == 0 ? "a" : "b", i, "site" + i % 3, i % 2 == 0 ? "40" : ""));
      image(folder.resolve(i + ".png"), i, "png");
    }
    Files.writeString(folder.resolve("images.csv"), rows);
  }

  private static void image(Path file, int seed, String format) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(10, 8, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 80; i++) {
      image.setRGB(i % 10, i / 10, random.nextInt(1 << 24));
    }
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    Files.setLastModifiedTime(file, LONG_AGO);
  }
}
