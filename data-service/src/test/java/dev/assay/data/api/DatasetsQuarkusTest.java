// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.assay.data.Given;
import dev.assay.data.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Stack
class DatasetsQuarkusTest {
  @TempDir Path folder;

  @Test
  void registersAFolder() throws IOException {
    Given.phantoms(folder, 1);

    Given.registered("registered", "kermany", folder)
        .statusCode(201)
        .body("images", equalTo(80))
        .body("groups", equalTo(40))
        .body("groupKind", equalTo("patient"))
        .body("classes.NORMAL", equalTo(40))
        .body("classes.PNEUMONIA", equalTo(40))
        .body("parts.test", equalTo(16))
        .body("synthetic", equalTo(true))
        .body("quarantined", hasSize(0));
    given().get("/datasets/registered").then().statusCode(200).body("images", equalTo(80));
    given().get("/datasets").then().statusCode(200).body("name", hasItem("registered"));
  }

  @Test
  void namesFilesThatCannotBeUsedAndGoesOn() throws IOException {
    Given.phantoms(folder, 2);
    Files.writeString(folder.resolve("train/NORMAL/IM-0999-0001.png"), "no picture");
    Files.write(folder.resolve("train/NORMAL/IM-0998-0001.png"), new byte[0]);

    Given.registered("quarantine", "kermany", folder)
        .statusCode(201)
        .body("images", equalTo(80))
        .body("quarantined.reason", contains("empty-file", "not-an-image"))
        .body("quarantined.count", contains(1, 1))
        .body("quarantined[1].examples[0].file", equalTo("train/NORMAL/IM-0999-0001.png"))
        .body("warnings", hasItem("2 files are left out"));
  }

  @Test
  void knowsUnchangedContentByItsVersion() throws IOException {
    Given.phantoms(folder, 3);
    String first = version(Given.registered("versions", "kermany", folder));

    String again = version(Given.registered("versions", "kermany", folder));
    Files.delete(folder.resolve("train/NORMAL/IM-0003-0001.png"));
    String changed = version(Given.registered("versions", "kermany", folder));

    assertThat(again).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
    given()
        .get("/datasets/versions")
        .then()
        .body("version", equalTo(changed))
        .body("images", equalTo(79));
  }

  @Test
  void namesEveryFaultAtOnceAndStoresNothing() {
    Map<String, Long> before = Given.rows();

    register(Map.of("name", "no spaces please", "layout", "dicom", "path", "relative/folder"))
        .statusCode(422)
        .contentType("application/problem+json")
        .body("title", equalTo("Unprocessable Content"))
        .body("status", equalTo(422))
        .body("detail", equalTo("3 faults were found"))
        .body("faults.field", contains("name", "layout", "path"))
        .body("faults.value", contains("no spaces please", "dicom", "relative/folder"))
        .body(
            "faults[1].message",
            equalTo(
                "must be one of chexpert, csv, folder, ham10000, ichallenge-amd, isic, kermany,"
                    + " medmnist, mimic-cxr-jpg, mri-modalities, nih-chestxray14, padchest,"
                    + " vindr-cxr"));
    register(Map.of()).statusCode(422).body("faults.field", contains("name", "layout", "path"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/folder, kermany, does not exist",
    "FOLDER, kermany, has no train folder",
    "FOLDER, folder, has no class folder"
  })
  void refusesFoldersThatDoNotFit(String path, String layout, String message) {
    Map<String, Long> before = Given.rows();

    register(
            Map.of(
                "name",
                "unfit",
                "layout",
                layout,
                "path",
                path.replace("FOLDER", folder.toString())))
        .statusCode(422)
        .body("faults", hasSize(1))
        .body("faults[0].field", equalTo("path"))
        .body("faults[0].message", containsString(message));

    assertThat(Given.rows()).isEqualTo(before);
    given().get("/datasets/unfit").then().statusCode(404).contentType("application/problem+json");
  }

  @Test
  void refusesFoldersWithoutAUsableImage() throws IOException {
    Map<String, Long> before = Given.rows();
    for (String file : List.of("a/1.png", "b/2.png")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), "text");
    }

    Given.registered("empty", "folder", folder)
        .statusCode(422)
        .body("faults[0].message", containsString("has no usable image: 2 files were scanned"));

    assertThat(Given.rows()).isEqualTo(before);
  }

  @Test
  void refusesBodiesThatAreNoRequest() {
    given()
        .contentType("application/json")
        .body("{\"name\": ")
        .post("/datasets")
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("faults[0].field", equalTo("body"));
    given()
        .contentType("application/json")
        .body("x".repeat(2 << 20))
        .post("/datasets")
        .then()
        .statusCode(422)
        .body("faults[0].message", startsWith("has more than"));
  }

  @Test
  void registersAnUpload() throws IOException {
    Given.phantoms(folder, 5);
    int before = uploads().size();

    upload("uploaded", "kermany", zip(folder))
        .statusCode(201)
        .body("images", equalTo(80))
        .body("synthetic", equalTo(true));
    upload("uploaded", "kermany", zip(folder)).statusCode(201);

    assertThat(uploads()).as("the first is replaced").hasSize(before + 1);
  }

  /** A tar of a data set has the version of its folder, and a link in it is a further name. */
  @ParameterizedTest
  @CsvSource({
    "application/x-tar, -cf",
    "application/gzip, -czf",
    "application/octet-stream, -czf",
    "application/zip, -cf"
  })
  void registersAnUploadOfATar(String type, String options) throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Given.phantoms(images, 55);
    Path moved = Files.createDirectory(folder.resolve("moved"));
    Path first = images.resolve("train/NORMAL");
    Files.move(first, moved.resolve("x"));
    Files.createSymbolicLink(first, Path.of("../.x"));
    Files.move(moved.resolve("x"), images.resolve(".x"));
    Path tar = folder.resolve("a.tar");
    Process program =
        new ProcessBuilder(
                "tar", options, tar.toString(), "-C", images.toString(), "train", "test", ".x")
            .inheritIO()
            .start();
    assertThat(program.waitFor()).isZero();

    String uploaded =
        given()
            .contentType(type)
            .body(Files.readAllBytes(tar))
            .put("/datasets/tar/upload?layout=kermany")
            .then()
            .statusCode(201)
            .body("images", equalTo(80))
            .extract()
            .path("version");

    assertThat(uploaded).isEqualTo(version(Given.registered("tar-folder", "kermany", images)));
  }

  @Test
  void refusesUploadsWithPathsOutsideOfTheFolderAndKeepsNothing() throws IOException {
    Map<String, Long> before = Given.rows();
    List<Path> uploads = uploads();

    upload("escape", "folder", zip("a/1.png", "../../escaped.png"))
        .statusCode(422)
        .body("faults[0].field", equalTo("archive"))
        .body("faults[0].message", containsString("no relative path below the data set"));
    upload("escape", "folder", "no zip".getBytes(StandardCharsets.UTF_8))
        .statusCode(422)
        .body("faults[0].message", containsString("is no zip or tar archive"));
    upload("escape", "folder", zip("a/1.png", "b/2.png"))
        .statusCode(422)
        .body("faults[0].message", startsWith("the archive has no usable image"))
        .body("faults[0].message", not(containsString(work().toString())));
    upload("escape", "dicom", zip("a/1.png"))
        .statusCode(422)
        .body("faults[0].field", equalTo("layout"));

    assertThat(Given.rows()).isEqualTo(before);
    assertThat(uploads()).isEqualTo(uploads);
  }

  @Test
  void logsNeitherPathsNorPatients() throws IOException {
    Given.phantoms(folder, 6);
    Files.writeString(folder.resolve("train/PNEUMONIA/person900_virus_1.png"), "text");
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            synchronized (lines) {
              lines.add(record.getMessage() + List.of(parameters(record)) + record.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      Given.registered("logged", "kermany", folder).statusCode(201);
      Given.registered("logged", "folder", folder.resolve("gone")).statusCode(422);
    } finally {
      root.removeHandler(handler);
    }

    assertThat(lines).anyMatch(l -> l.contains("logged"));
    assertThat(lines).noneMatch(l -> l.contains("person") || l.contains(folder.toString()));
  }

  private static Object[] parameters(LogRecord record) {
    return record.getParameters() == null ? new Object[0] : record.getParameters();
  }

  private static ValidatableResponse register(Map<String, String> body) {
    return given().contentType("application/json").body(body).post("/datasets").then();
  }

  private static ValidatableResponse upload(String name, String layout, byte[] archive) {
    return given()
        .contentType("application/zip")
        .body(archive)
        .put("/datasets/{name}/upload?layout={layout}", name, layout)
        .then();
  }

  private static String version(ValidatableResponse response) {
    return response.statusCode(201).extract().path("version");
  }

  private static Path work() {
    return Path.of(ConfigProvider.getConfig().getValue("assay.work-dir", String.class));
  }

  private static List<Path> uploads() throws IOException {
    Path uploads = work().resolve("uploads");
    if (!Files.exists(uploads)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(uploads)) {
      return files.sorted().toList();
    }
  }

  private static byte[] zip(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
