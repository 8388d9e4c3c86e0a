// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Json;
import dev.assay.datasets.phantom.PhantomChestXrays;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.Inventory;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Starting points of tests: phantoms, weights files without sense, rows counted. */
public final class Given {
  private Given() {}

  /** 40 phantom X-rays of 20 patients. */
  public static Path phantoms(Path folder, long seed) throws IOException {
    new PhantomChestXrays(80, 32, seed).write(folder);
    return folder;
  }

  public static ValidatableResponse registered(String name, String layout, Path folder) {
    return given()
        .contentType("application/json")
        .body(Map.of("name", name, "layout", layout, "path", folder.toString()))
        .post("/datasets")
        .then();
  }

  /**
   * Asks for a folder to be watched.
   *
   * @param settings JSON; {@code {}} for the standard ones
   */
  public static ValidatableResponse watch(String dataset, String settings) {
    return given()
        .contentType("application/json")
        .body(settings)
        .put("/datasets/" + dataset + "/watch")
        .then();
  }

  /** What has arrived for a data set, the newest first. */
  public static ValidatableResponse batches(String dataset) {
    return given().get("/datasets/" + dataset + "/batches").then().statusCode(200);
  }

  public static ValidatableResponse submitted(String study) {
    return given()
        .contentType("application/yaml")
        .body(study.getBytes(StandardCharsets.UTF_8))
        .post("/studies")
        .then();
  }

  /** A study of one phantom data set without pretrained weights: two cells, one seed. */
  public static String study(String name, String dataset) {
    return """
        name: %s
        datasets:
          - {name: %s, layout: kermany}
        backbones: [mobilenet_v2]
        pretrained: none
        training: [frozen, fine-tuned]
        image-size: {resize: 32, crop: 32}
        """
        .formatted(name, dataset);
  }

  /** A safetensors file of the right names and shapes, all zero, and the JSON beside it. */
  public static Path weights(Path folder, String fileName, String backbone, int classes)
      throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(fileName);
    ObjectNode header = Json.mapper().createObjectNode();
    long offset = 0;
    Inventory inventory = BackboneCatalogue.require(backbone).inventory().withClasses(classes);
    for (Inventory.Slot slot : inventory.slots()) {
      long size = slot.counter() ? 8 : 2 * slot.shape().stream().reduce(1L, (a, b) -> a * b);
      ObjectNode tensor =
          header.putObject(slot.name()).put("dtype", slot.counter() ? "I64" : "F16");
      slot.shape().forEach(tensor.withArray("shape")::add);
      if (slot.shape().isEmpty()) {
        tensor.putArray("shape");
      }
      tensor.putArray("data_offsets").add(offset).add(offset + size);
      offset += size;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    bytes.writeBytes(json);
    bytes.writeBytes(new byte[Math.toIntExact(offset)]);
    Files.write(file, bytes.toByteArray());
    Files.writeString(
        folder.resolve(fileName + ".json"),
        """
        {"backbone": "%s", "pretrained_on": "zeros", "input": {"resize": 40, "crop": 32,
         "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
        """
            .formatted(backbone));
    return file;
  }

  /** Rows of every table of this service, so that a test can see that nothing was stored. */
  public static Map<String, Long> rows() {
    // Erasures of earlier tests are confirmed in the background, and a confirmation is a row to
    // send.
    await()
        .until(
            () ->
                QuarkusTransaction.requiringNew()
                        .call(() -> count("erasure where confirmed_at is null"))
                    == 0);
    Map<String, Long> rows = new TreeMap<>();
    for (String table :
        List.of(
            "dataset",
            "dataset_version",
            "image",
            "quarantined_file",
            "packed_pixels",
            "weights",
            "study",
            "study_cell",
            "outbox")) {
      rows.put(table, QuarkusTransaction.requiringNew().call(() -> count(table)));
    }
    return rows;
  }

  private static long count(String table) {
    Object count =
        Panache.getEntityManager()
            .createNativeQuery("select count(*) from " + table)
            .getSingleResult();
    return ((Number) count).longValue();
  }
}
