// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.data.Given;
import dev.assay.data.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Uploads of 16-bit images, which are blank to who clips them, and studies that say so. */
@QuarkusTest
@Stack
class DecodingOptionsQuarkusTest {

  private static byte[] archive() throws IOException {
    Random random = new Random(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_USHORT_GRAY);
        for (int pixel = 0; pixel < 144; pixel++) {
          image.getRaster().setSample(pixel % 12, pixel / 12, 0, 300 + random.nextInt(60_000));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", png)).isTrue();
        zip.putNextEntry(new ZipEntry((i % 2 == 0 ? "ill/" : "well/") + i + ".png"));
        zip.write(png.toByteArray());
      }
    }
    return bytes.toByteArray();
  }

  private static ValidatableResponse uploaded(String name, String decoding) throws IOException {
    return given()
        .contentType("application/zip")
        .body(archive())
        .put("/datasets/" + name + "/upload?layout=folder" + decoding)
        .then();
  }

  private static String study(String name, String dataset) {
    return Given.study(name, name).replace("layout: kermany", "layout: folder" + dataset);
  }

  @Test
  void anUploadKeepsTheDecodingOptionsOfItsRequest() throws IOException {
    uploaded("sixteen-upload", "")
        .statusCode(422)
        .body("faults[0].message", containsString("is left out as blank"));
    uploaded("sixteen-upload", "&sixteen-bit=eight&alpha=white")
        .statusCode(422)
        .body("faults.size()", equalTo(1))
        .body("faults[0].field", equalTo("decoding.sixteen-bit"))
        .body("faults[0].value", equalTo("eight"))
        .body("faults[0].message", equalTo("must be one of clip, min-max, high-byte"));
    given().get("/datasets/sixteen-upload").then().statusCode(404);

    uploaded("sixteen-upload", "&sixteen-bit=min-max&orientation=apply")
        .statusCode(201)
        .body("images", equalTo(40));

    given()
        .get("/datasets/sixteen-upload")
        .then()
        .body(
            "decoding",
            equalTo(Map.of("orientation", "apply", "sixteenBit", "min-max", "alpha", "drop")));
  }

  @Test
  void comparesTheDecodingOptionsOfAStudyWithTheRegistration() throws IOException {
    uploaded("sixteen-study", "&sixteen-bit=min-max").statusCode(201);
    String id =
        Given.submitted(study("sixteen-study", "")).statusCode(201).extract().path("studyId");

    Given.submitted(study("sixteen-study", ", decoding: {sixteen-bit: min-max}"))
        .statusCode(200)
        .body("studyId", equalTo(id));
    Given.submitted(study("sixteen-study", ", decoding: {sixteen-bit: high-byte}"))
        .statusCode(422)
        .body("faults[0].field", equalTo("datasets[0].decoding"))
        .body(
            "faults[0].message",
            containsString(
                "which is orientation ignore, sixteen-bit min-max, alpha drop; register it with"
                    + " these options"));
  }
}
