// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.data.Given;
import dev.assay.data.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that lie in a file with others: one of them cannot be erased alone. */
@QuarkusTest
@Stack
class SharedFileErasureQuarkusTest {
  private static final int SIDE = 28;

  @Inject DataSource database;

  /** Everything that a refused erasure must leave as it was. */
  private record State(Map<String, Long> rows, Map<String, String> files) {}

  private State state(Path root) throws Exception {
    Map<String, Long> rows = new TreeMap<>(Given.rows());
    for (String table :
        new String[] {
          "erasure",
          "erased_image",
          "erased_version",
          "image_fingerprint",
          "thumbnails",
          "upload_file",
          "upload_folder"
        }) {
      rows.put(table, Long.valueOf(text("select count(*) from " + table)));
    }
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return new State(rows, files);
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getString(1);
    }
  }

  private static ValidatableResponse erase(Map<String, String> what, boolean dryRun) {
    return given()
        .contentType("application/json")
        .body(what)
        .post("/erasures?dryRun=" + dryRun)
        .then();
  }

  private static void upload(String name, String settings, Map<String, byte[]> files)
      throws IOException {
    given()
        .contentType("application/zip")
        .body(zip(files))
        .put("/datasets/" + name + "/upload?layout=" + settings)
        .then()
        .statusCode(201);
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** The format of numpy, version 1.0: magic, length of the header, header, values. */
  private static byte[] npy(byte[] values, String shape) {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }";
    String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    return ByteBuffer.allocate(10 + padded.length() + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .put(values)
        .array();
  }

  private static byte[] npz(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    for (String part : new String[] {"train", "val", "test"}) {
      int count = part.equals("train") ? 8 : 4;
      byte[] images = new byte[count * SIDE * SIDE];
      random.nextBytes(images);
      byte[] labels = new byte[count];
      for (int i = 0; i < count; i++) {
        labels[i] = (byte) (i % 2);
      }
      arrays.put(part + "_images.npy", npy(images, "%d, %d, %d".formatted(count, SIDE, SIDE)));
      arrays.put(part + "_labels.npy", npy(labels, count + ", 1"));
    }
    return zip(arrays);
  }

  /** NIfTI-1 of 8-bit voxels. */
  private static byte[] volume(int slices, long seed) {
    byte[] voxels = new byte[SIDE * SIDE * slices];
    new Random(seed).nextBytes(voxels);
    ByteBuffer file =
        ByteBuffer.allocate(352 + voxels.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, 348)
            .putShort(40, (short) 3);
    short[] sizes = {SIDE, SIDE, (short) slices, 1, 1, 1, 1};
    for (int i = 0; i < sizes.length; i++) {
      file.putShort(42 + 2 * i, sizes[i]);
    }
    file.putShort(70, (short) 2).putFloat(108, 352);
    file.put(344, "n+1\0".getBytes(StandardCharsets.US_ASCII));
    return file.put(352, voxels).array();
  }

  private static void uploaded(String kind, String dataset) throws IOException {
    if (kind.equals("npz")) {
      upload(dataset, "medmnist", Map.of("tiny.npz", npz(dataset.hashCode())));
    } else {
      Map<String, byte[]> files = new LinkedHashMap<>();
      for (int i = 0; i < 3; i++) {
        files.put("a/p%d.nii".formatted(i), volume(4, 10 * i + dataset.hashCode()));
        files.put("b/q%d.nii".formatted(i), volume(4, 10 * i + 5 + dataset.hashCode()));
      }
      upload(dataset, "folder&frames=every", files);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "npz, shared-npz, train/000003, tiny.npz",
    "volume, shared-volume, a/p1.nii/000002, p1.nii"
  })
  void oneImageOfAFileIsRefusedAndNothingHasChanged(
      String kind, String dataset, String image, String file) throws Exception {
    uploaded(kind, dataset);
    String study =
        Given.submitted(
                Given.study(dataset, dataset)
                    .replace(
                        "layout: kermany",
                        kind.equals("npz")
                            ? "layout: medmnist"
                            : "layout: folder, decoding: {frames: every}"))
            .extract()
            .path("studyId");
    Path root = Path.of(text("select root from dataset_version where dataset = '" + dataset + "'"));
    String shown = given().get("/datasets/" + dataset).asString();
    assertThat(
            text(
                "select string_agg(path, ' ') from image i join dataset_version v on v.id ="
                    + " i.version_id where dataset = '"
                    + dataset
                    + "'"))
        .contains(image);
    State before = state(root);
    Map<String, String> what = Map.of("subject", "image", "dataset", dataset, "image", image);

    for (boolean dryRun : new boolean[] {true, false, false}) {
      erase(what, dryRun)
          .statusCode(422)
          .contentType("application/problem+json")
          .body("faults.size()", equalTo(1))
          .body("faults[0].field", equalTo("image"))
          .body("faults[0].value", equalTo(file))
          .body(
              "faults[0].message",
              allOf(
                  containsString("'" + dataset + "' that has other images, too"),
                  containsString("cannot be erased alone"),
                  containsString("erase the patient if all images of the file are theirs"),
                  containsString("erase the versions that have it, or the whole data set"),
                  containsString("upload it without the image")));
    }

    assertThat(state(root)).isEqualTo(before);
    assertThat(given().get("/datasets/" + dataset).asString()).isEqualTo(shown);
    if (study != null) {
      given().get("/studies/" + study).then().body("state", equalTo("running"));
    }
    // What the sentence proposes works.
    erase(Map.of("subject", "dataset", "dataset", dataset), false).statusCode(202);
    given().get("/datasets/" + dataset).then().statusCode(404);
  }

  @Test
  void aWholeVolumeIsErased() throws Exception {
    uploaded("volume", "whole-volume");
    Path root = Path.of(text("select root from dataset_version where dataset = 'whole-volume'"));

    erase(Map.of("subject", "image", "dataset", "whole-volume", "image", "a/p1.nii"), false)
        .statusCode(202)
        .body("images", equalTo(4));

    given().get("/datasets/whole-volume").then().body("images", equalTo(20));
    await().until(() -> !Files.exists(root.resolve("a/p1.nii")));
    assertThat(root.resolve("a/p0.nii")).exists();
    erase(Map.of("subject", "dataset", "dataset", "whole-volume"), false).statusCode(202);
  }
}
