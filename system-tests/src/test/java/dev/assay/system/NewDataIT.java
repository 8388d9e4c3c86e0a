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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are put into a watched folder of a running stack end in a new report. */
@Tag("long")
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

    assertThat(dropTwenty()).isEqualTo(20);

    await()
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofSeconds(3))
        .untilAsserted(() -> assertThat(states()).containsExactly("done", "done"));
    JsonNode newest = studies().get(0);
    String second = newest.path("studyId").asText();
    assertThat(second).isNotEqualTo(first);
    AssayCommand.Result report = assay.run("report", second, "--format", "md", "--home", home);
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(report.out()).contains("mobilenet", "generation 2", first);
    JsonNode batches =
        assay.run("data", "batches", "phantoms", "--home", home, "--json").document();
    assertThat(batches.get(0).at("/studies/0/studyId").asText()).isEqualTo(second);
  }

  /** Both images of each of ten patients who were not there before. */
  private static int dropTwenty() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    new PhantomChestXrays(80, 48, 3).write(elsewhere);
    int dropped = 0;
    try (Stream<Path> files = Files.walk(elsewhere)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path target = images.resolve(elsewhere.relativize(file).toString());
        if (!Files.exists(target)) {
          Files.copy(file, target);
          dropped++;
        }
      }
    }
    return dropped;
  }

  private static JsonNode studies() {
    return assay.run("status", "--home", home, "--json").document().path("studies");
  }

  private static List<String> states() {
    return studies().findValuesAsText("state");
  }
}
