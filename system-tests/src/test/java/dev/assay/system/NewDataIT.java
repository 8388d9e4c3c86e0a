// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Images that are put into a watched folder of a running stack end in a new report. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewDataIT {
  @TempDir static Path folder;
  private static AssayCommand assay;
  private static String home;
  private static Path images;

  @BeforeAll
  static void bringUpAStack() throws IOException {
    assay = new AssayCommand(folder);
    home = folder.resolve("home").toString();
    images = TinyStudy.images(folder);
    AssayCommand.Result up = assay.run("up", "--home", home);
    assertThat(up.exit()).as(up.err()).isZero();
  }

  @AfterAll
  static void stop() {
    AssayCommand.Result stop = assay.run("stop", "--home", home);
    assertThat(stop.exit()).as(stop.err()).isZero();
  }

  @Test
  @Order(1)
  void twentyNewImagesEndInANewReportWithNoFurtherCommand() throws IOException {
    Path study = TinyStudy.file(folder, 1);
    Files.writeString(study, Files.readString(study) + "on-new-data: retrain\n");
    AssayCommand.Result run =
        assay.run("run", study.toString(), "--images", images.toString(), "--home", home, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    String first = run.document().path("studyId").asText();
    AssayCommand.Result watch =
        assay.run("data", "watch", "phantoms", "--quiet", "3", "--home", home);
    assertThat(watch.exit()).as(watch.err()).isZero();

    assertThat(drop(80, path -> true)).isEqualTo(20);

    await()
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(states()).containsExactly("done", "done"));
    String second = newest("tiny");
    assertThat(second).isNotEqualTo(first);
    AssayCommand.Result report = assay.run("report", second, "--format", "md", "--home", home);
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.out()).contains("mobilenet", "revision 2", first);
    JsonNode batches =
        assay.run("data", "batches", "phantoms", "--home", home, "--json").document();
    assertThat(batches.get(0).at("/studies/0/studyId").asText()).isEqualTo(second);
  }

  @Test
  @Order(2)
  void newTestImagesAreTestedByTheSameModelsInASectionOfTheirOwn() throws IOException {
    Path study = TinyStudy.file(folder, 1);
    Files.writeString(
        study,
        Files.readString(study).replace("name: tiny", "name: looks")
            + "on-new-data: re-evaluate\n");
    AssayCommand.Result run =
        assay.run("run", study.toString(), "--images", images.toString(), "--home", home, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    String first = run.document().path("studyId").asText();

    assertThat(drop(160, path -> path.startsWith("test"))).isEqualTo(16);

    await()
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(states()).hasSize(5).allMatch("done"::equals));
    String second = newest("looks");
    AssayCommand.Result report = assay.run("report", second, "--format", "md", "--home", home);
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.out())
        .contains("## phantoms:", "## phantoms.new-2: 16 synthetic test images")
        .contains("nothing was trained", first);
  }

  /** Images that were not there before: all of a larger drawing, or some. */
  private static int drop(int drawn, Predicate<String> wanted) throws IOException {
    Path elsewhere = folder.resolve("drawn-" + drawn);
    new PhantomChestXrays(drawn, 48, 3).write(elsewhere);
    int dropped = 0;
    try (Stream<Path> files = Files.walk(elsewhere)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = elsewhere.relativize(file).toString();
        Path target = images.resolve(path);
        if (wanted.test(path) && !Files.exists(target)) {
          Files.copy(file, target);
          dropped++;
        }
      }
    }
    return dropped;
  }

  private static String newest(String name) {
    for (JsonNode study : studies()) {
      if (study.path("name").asText().equals(name)) {
        return study.path("studyId").asText();
      }
    }
    throw new AssertionError("no study is called " + name);
  }

  private static JsonNode studies() {
    return assay.run("status", "--home", home, "--json").document().path("studies");
  }

  private static List<String> states() {
    return studies().findValuesAsText("state");
  }
}
