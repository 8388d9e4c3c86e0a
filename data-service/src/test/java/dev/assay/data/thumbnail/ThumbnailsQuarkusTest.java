// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.store.ThumbnailsRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small pictures of the images of a version. */
@QuarkusTest
@Stack
class ThumbnailsQuarkusTest {
  @TempDir Path folder;
  @Inject ArtifactStore store;

  @Test
  void makesThemWhileAFolderIsScannedAndNamesNoFile() throws IOException {
    Given.phantoms(folder, 71);
    wide(folder.resolve("train/NORMAL/IM-0099-0001.png"));
    String version = register("thumbnails-1");

    ArtifactRef file = stored(version);

    try (ZipFile zip = new ZipFile(store.local(file).toFile())) {
      assertThat(zip.size()).isEqualTo(81);
      assertThat(zip.stream().map(entry -> entry.getName()))
          .allMatch(name -> name.matches("[0-9a-f]{64}[.]jpg"))
          .isSorted();
    }
    String bytes = new String(Files.readAllBytes(store.local(file)), StandardCharsets.ISO_8859_1);
    assertThat(bytes).doesNotContain("IM-0").doesNotContain("NORMAL").doesNotContain("person");
    List<String> normal =
        given()
            .get("/datasets/thumbnails-1/examples?each=50")
            .then()
            .statusCode(200)
            .body("version", equalTo(version))
            .body("classes", hasSize(2))
            .extract()
            .path("classes[0].contents");
    assertThat(normal).hasSize(41).isSorted();
    for (String content : normal) {
      BufferedImage image = read(version, content);
      assertThat(Math.max(image.getWidth(), image.getHeight())).isLessThanOrEqualTo(128);
    }
    given().get("/thumbnails/" + version + "/" + "0".repeat(64)).then().statusCode(404);
    given().get("/thumbnails/" + "0".repeat(64) + "/" + normal.getFirst()).then().statusCode(404);
    given().get("/datasets/thumbnails-1/examples?each=0").then().statusCode(400);
    given().get("/datasets/nobody/examples").then().statusCode(404);
  }

  @Test
  void keepsThoseOfUnchangedImagesAndGivesTheSameBytesAgain() throws IOException {
    Given.phantoms(folder, 72);
    String first = register("thumbnails-2");
    ArtifactRef before = stored(first);
    register("thumbnails-2");
    assertThat(stored(first)).isEqualTo(before);
    Files.delete(folder.resolve("train/NORMAL/IM-0003-0001.png"));

    String second = register("thumbnails-2");

    try (ZipFile zip = new ZipFile(store.local(stored(second)).toFile())) {
      assertThat(zip.size()).isEqualTo(79);
    }
  }

  @Test
  void makesThemOnDemandForAVersionOfAnEarlierRelease() throws IOException {
    Given.phantoms(folder, 73);
    String version = register("thumbnails-3");
    byte[] atIngest = get(version, example("thumbnails-3")).asByteArray();
    QuarkusTransaction.requiringNew().run(() -> ThumbnailsRow.deleteById(version));

    assertThat(get(version, example("thumbnails-3")).asByteArray()).isEqualTo(atIngest);
  }

  @Test
  void makesThemOnDemandWhereTheStoreHasLostThem() throws IOException {
    Given.phantoms(folder, 74);
    String version = register("thumbnails-4");
    store.delete(stored(version));

    get(version, example("thumbnails-4")).then().statusCode(200);
  }

  @Test
  void saysThatTheFileIsGoneWithoutItsName() throws IOException {
    Given.phantoms(folder, 75);
    String version = register("thumbnails-5");
    String content = example("thumbnails-5");
    QuarkusTransaction.requiringNew().run(() -> ThumbnailsRow.deleteById(version));
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }

    String answer =
        get(version, content)
            .then()
            .statusCode(404)
            .body("detail", containsString("there is no thumbnail, and none can be made"))
            .extract()
            .asString();
    assertThat(answer).doesNotContain("IM-0").doesNotContain(folder.toString());
  }

  private static void wide(Path file) throws IOException {
    BufferedImage image = new BufferedImage(3000, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(5, 1, 0xffffff);
    ImageIO.write(image, "png", file.toFile());
  }

  private String register(String name) {
    return Given.registered(name, "kermany", folder).statusCode(201).extract().path("version");
  }

  private static ArtifactRef stored(String version) {
    return QuarkusTransaction.requiringNew().call(() -> ThumbnailsRow.of(version).orElseThrow());
  }

  private static String example(String name) {
    return given().get("/datasets/" + name + "/examples").path("classes[1].contents[0]");
  }

  private static Response get(String version, String content) {
    return given().get("/thumbnails/" + version + "/" + content);
  }

  private static BufferedImage read(String version, String content) throws IOException {
    Response answer = get(version, content);
    answer.then().statusCode(200).contentType("image/jpeg");
    return ImageIO.read(new ByteArrayInputStream(answer.asByteArray()));
  }
}
