// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One tiny study through all five services, a real broker, a real database and real training. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StudyIT {
  @TempDir static Path folder;
  private static AssayCommand assay;
  private static String home;
  private static Path images;
  private static Path study;

  @BeforeAll
  static void bringUpAStack() throws IOException {
    assay = new AssayCommand(folder);
    home = folder.resolve("home").toString();
    images = TinyStudy.images(folder);
    study = TinyStudy.file(folder, 2);
    AssayCommand.Result up = assay.run("up", "--home", home);
    assertThat(up.exit()).as(up.err()).isZero();
  }

  @AfterAll
  static void leaveNothingBehind() throws IOException {
    StackProcesses running = StackProcesses.of(Path.of(home));
    AssayCommand.Result stop = assay.run("stop", "--home", home);
    assertThat(stop.exit()).as(stop.err()).isZero();
    assertThat(running.byName()).hasSizeGreaterThanOrEqualTo(7);
    assertThat(running.byName().values()).noneMatch(ProcessHandle::isAlive);
  }

  private static AssayCommand.Result runStudy() {
    return assay.run(
        "run", study.toString(), "--images", images.toString(), "--home", home, "--json");
  }

  private static String latex(JsonNode document) throws IOException {
    return Files.readString(Path.of(document.at("/files/tex").asText()));
  }

  @Test
  @Order(1)
  void goesFromImagesToTables() throws IOException {
    AssayCommand.Result run = runStudy();

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode document = run.document();
    assertThat(document.path("state").asText()).isEqualTo("done");
    String latex = latex(document);
    assertThat(latex).contains("\\toprule", "ynthetic", "andom");
    assertThat(latex).contains("differences in accuracy", "The study declares no comparison");
    for (String format :
        new String[] {
          "tex", "csv", "json", "md", "comparisons.csv", "subgroups.csv", "robustness.csv"
        }) {
      assertThat(Path.of(document.at("/files/" + format).asText())).isNotEmptyFile();
    }
  }

  @Test
  @Order(2)
  void answersTheSameStudyFromStoredResultsWithTheSameBytes() throws IOException {
    AssayCommand.Result first = runStudy();
    AssayCommand.Result second = runStudy();

    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(second.document().path("studyId")).isEqualTo(first.document().path("studyId"));
    assertThat(latex(second.document())).isEqualTo(latex(first.document()));
    assertThat(second.err()).doesNotContain("epoch");
  }

  @Test
  @Order(3)
  void poolsFoldsAndTestsTheSameModelsElsewhere() throws IOException {
    Path crossed = TinyStudy.crossed(folder, images);

    AssayCommand.Result run = assay.run("run", crossed.toString(), "--home", home, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode document = run.document();
    List<String> csv = Files.readAllLines(Path.of(document.at("/files/csv").asText()));
    assertThat(csv)
        .filteredOn(line -> line.contains(",mobilenet_v2,") && line.contains(",test,accuracy,"))
        .hasSize(5)
        .anyMatch(line -> line.contains(",folded,"))
        .anyMatch(line -> line.contains(",folded.fold-2-of-2,"))
        .anyMatch(line -> line.contains(",phantoms,"))
        .anyMatch(line -> line.contains(",phantoms -> elsewhere (external),"));
    assertThat(latex(document))
        .contains("folded, 2 folds pooled", "phantoms -\\textgreater{} elsewhere (external)");
    JsonNode report =
        Json.read(Files.readString(Path.of(document.at("/files/json").asText())), JsonNode.class);
    JsonNode sections = report.path("sections");
    // The whole of the other set, by the very models of the data set's own section.
    assertThat(sections.get(4).at("/split/test/images").asInt()).isEqualTo(40);
    assertThat(sections.get(4).at("/rows/0/runs/0/modelSha256"))
        .isEqualTo(sections.get(3).at("/rows/0/runs/0/modelSha256"));
    assertThat(sections.get(0).at("/split/test/images").asInt()).isEqualTo(48);
    assertThat(sections.get(0).at("/rows/0/runs")).isEmpty();
    List<String> robustness =
        Files.readAllLines(Path.of(document.at("/files/robustness.csv").asText()));
    assertThat(robustness)
        .as("images as they are, two corruptions and their mean: pooled, of folds, elsewhere")
        .hasSize(1 + 5 * 4)
        .filteredOn(line -> line.contains(",accuracy,blur,2,"))
        .hasSize(5);
  }

  @Test
  @Order(4)
  void namesEveryFaultOfAStudyAndKeepsNothing() throws IOException {
    Path bad =
        Files.writeString(
            folder.resolve("bad.yaml"),
            """
            name: bad
            datasets:
              - {name: phantoms, layout: kermanny}
            backbones: [resnet5]
            pretrained: none
            epochs: 3
            """);

    AssayCommand.Result run =
        assay.run("run", bad.toString(), "--images", images.toString(), "--home", home);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("kermanny", "kermany, ", "resnet5", "resnet50", "epochs", "accepted keys");
    AssayCommand.Result status = assay.run("status", "--home", home, "--json");
    assertThat(status.out()).doesNotContain("\"bad\"");
  }

  @Test
  @Order(5)
  void keepsPatientsAndFileNamesOutOfLogsAndReports() throws IOException {
    AssayCommand.Result run = runStudy();
    try (Stream<Path> files =
        Stream.concat(
            Files.walk(Path.of(home).resolve("logs")),
            Files.walk(Path.of(run.document().at("/files/tex").asText()).getParent()))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file))
            .as(file.getFileName().toString())
            .doesNotContain("person2_", "IM-0001", "phantoms/train");
      }
    }
  }

  @Test
  @Order(6)
  void noServiceHasADoorForWebPages() throws Exception {
    JsonNode stack =
        Json.read(Files.readString(Path.of(home).resolve("stack.json")), JsonNode.class);
    String token =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    ("assay:" + stack.path("token").asText()).getBytes(StandardCharsets.UTF_8));
    List<String> services =
        List.of(
            "data-service",
            "training-service",
            "inference-service",
            "evaluation-service",
            "reporting-service");
    for (String service : services) {
      URI base = URI.create("http://127.0.0.1:" + stack.at("/ports/" + service).asInt());
      assertThat(status(base, "GET", "/q/swagger-ui/", token, "")).as(service).isEqualTo(404);
      assertThat(status(base, "GET", "/q/dev-ui", token, "")).as(service).isEqualTo(404);
      assertThat(status(base, "POST", "/studies", token, "http://evil.example"))
          .as(service)
          .isEqualTo(403);
      assertThat(status(base, "POST", "/studies", "", "")).as(service).isEqualTo(401);
    }
  }

  private static int status(
      URI base, String method, String path, String authorization, String origin) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  @Order(7)
  void exportsWhatOthersAndEvaluateRead() throws IOException {
    Path taken = folder.resolve("taken");
    AssayCommand.Result export =
        assay.run("export", "tiny", "-o", taken.toString(), "--home", home, "--json");

    assertThat(export.exit()).as(export.err()).isZero();
    String first = Files.readString(taken.resolve("SHA256SUMS"));
    assertThat(first.lines()).hasSize(export.document().path("files").asInt());
    Path predictions = taken.resolve("predictions/phantoms");
    Path frozen = onlyFolder(predictions, "_frozen");
    Path tuned = onlyFolder(predictions, "_tuned");
    AssayCommand.Result evaluated =
        assay.run(
            "evaluate",
            "frozen=" + frozen.resolve("seed-1.test.csv"),
            "frozen=" + frozen.resolve("seed-2.test.csv"),
            "tuned=" + tuned.resolve("seed-1.test.csv"),
            "tuned=" + tuned.resolve("seed-2.test.csv"),
            "--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    for (String log : List.of("training", "scoring")) {
      Path logs = taken.resolve("logs/phantoms").resolve(tuned.getFileName());
      assertThat(logs.resolve("seed-1." + log + ".log")).isNotEmptyFile();
    }
    AssayCommand.Result again = assay.run("export", "tiny", "-o", taken.toString(), "--home", home);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(Files.readString(taken.resolve("SHA256SUMS"))).isEqualTo(first);
    try (Stream<Path> files = Files.walk(taken)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(taken.relativize(file).toString())
            .doesNotContain("person2_", "IM-0001", "phantoms/train");
      }
    }
  }

  @Test
  @Order(8)
  void aCrateIsRecomputedToTheLastDigit() throws IOException {
    Path key = folder.resolve("lab.key");
    Path crate = folder.resolve("crate");
    assertThat(assay.run("keys", key.toString()).exit()).isZero();

    AssayCommand.Result export =
        assay.run(
            "export",
            "tiny",
            "-o",
            crate.toString(),
            "--home",
            home,
            "--parts",
            "predictions,models,splits,report",
            "--crate",
            key.toString());
    assertThat(export.exit()).as(export.err()).isZero();
    AssayCommand.Result verified =
        assay.run("verify", crate.toString(), "--key", key + ".pub", "--json");

    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.document().path("table").path("differences")).isEmpty();
    assertThat(verified.document().path("table").path("equal").asInt()).isGreaterThan(100);
  }

  /** From a table of findings to a report, an export, and the same numbers from the export. */
  @Test
  @Order(8)
  void trainsTestsAndReportsSeveralFindings() throws IOException {
    Path several = TinyStudy.findings(folder);

    AssayCommand.Result run = assay.run("run", several.toString(), "--home", home, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    JsonNode report =
        Json.read(
            Files.readString(Path.of(run.document().at("/files/json").asText())), JsonNode.class);
    JsonNode section = report.at("/sections/0");
    JsonNode file = section.at("/rows/0/metricsFile");
    assertThat(file.path("findings")).hasSize(3);
    assertThat(file.at("/findings/2/leftOut").asText()).contains("present in none of the");
    assertThat(file.at("/findings/1/unknown").asInt()).isPositive();
    double opacity = file.at("/findings/0/test/0/point").asDouble();
    assertThat(section.at("/comparison/metrics/0/contrasts")).hasSize(2);
    assertThat(section.at("/comparison/metrics/0/means")).hasSize(1);
    assertThat(latex(run.document())).contains("several: each finding", "Dark, or =odd");

    Path key = folder.resolve("findings.key");
    Path crate = folder.resolve("findings-crate");
    assertThat(assay.run("keys", key.toString()).exit()).isZero();
    AssayCommand.Result export =
        assay.run(
            "export", "findings", "-o", crate.toString(), "--home", home, "--crate", key + "");
    assertThat(export.exit()).as(export.err()).isZero();
    AssayCommand.Result verified =
        assay.run("verify", crate.toString(), "--key", key + ".pub", "--json");
    assertThat(verified.exit()).as(verified.err()).isZero();
    assertThat(verified.document().path("table").path("differences")).isEmpty();
    // Three findings and their mean, two metrics, two parts, two rows, five columns.
    assertThat(verified.document().path("table").path("equal").asInt())
        .isEqualTo(4 * 2 * 2 * 2 * 5);
    Path frozen = onlyFolder(crate.resolve("predictions/several"), "_frozen");
    AssayCommand.Result evaluated =
        assay.run(
            "evaluate",
            "frozen=" + frozen.resolve("seed-1.test.csv"),
            "frozen=" + frozen.resolve("seed-2.test.csv"),
            "--json");
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("\"point\" : " + opacity);
  }

  /** The one folder of a model whose name ends like this. */
  private static Path onlyFolder(Path predictions, String end) throws IOException {
    try (Stream<Path> models = Files.list(predictions)) {
      List<Path> found = models.filter(m -> m.getFileName().toString().endsWith(end)).toList();
      assertThat(found).as("models of %s that end with %s", predictions, end).hasSize(1);
      return found.getFirst();
    }
  }

  /** Long: it waits for a study that trains. */
  @Tag("long")
  @Test
  @Order(8)
  void isStartedWatchedAndCopiedInABrowser() throws IOException {
    boolean there = PageVisit.program().isPresent();
    if (!there) {
      System.err.println(PageVisit.MISSING);
    }
    assumeTrue(there, PageVisit.MISSING);
    String text = Files.readString(study).replace("name: tiny", "name: from-the-page");
    AssayCommand.Result open = assay.run("open", "--print", "--home", home);
    assertThat(open.exit()).as(open.err()).isZero();

    try (PageVisit visit = new PageVisit(URI.create(open.out().strip()))) {
      assertThat(visit.check(text.replace("kermany", "kermanny")))
          .contains("datasets", "'kermanny'");
      // Another seed, so that there is something to train.
      String id = visit.start(text.replace("seeds: [1, 2]", "seeds: [3]"));
      assertThat(visit.figuresOfACell(id)).isGreaterThan(5);
      assertThat(visit.copied(id, "LaTeX"))
          .isEqualTo(assay.run("report", id, "--format", "tex", "--home", home).out());
      assertThat(visit.dataset("phantoms")).contains("patients", "train", "Every file was read");
    }
  }

  @Test
  @Order(9)
  void pythonClientReadsTheResults() throws Exception {
    Python.require();
    String program =
        """
        import sys
        from assay_client import Assay
        assay = Assay.local(sys.argv[1])
        study = assay.submit(sys.argv[2])
        state = study.wait(timeout=120)
        rows = study.results()
        rows = rows.to_dict("records") if hasattr(rows, "to_dict") else rows
        accuracy = [r for r in rows if r["metric"] == "accuracy" and r["part"] == "test"
                    and r["backbone"] == "mobilenet_v2"]
        assert all(0 <= r["point"] <= 1 for r in accuracy), accuracy
        assert study.log(study.status()["cells"][0]["seeds"][0]["runKey"])
        print(state, len(accuracy), len(study.predictions()), len(study.figures()) > 0)
        """;

    Python.Result result =
        Python.run(
            folder,
            Map.of("PYTHONPATH", PythonClientTest.CLIENT.toString()),
            "-c",
            program,
            home,
            study.toString());

    // Two rows; the predictions of 12 test images by two rows with two seeds each.
    assertThat(result.out()).isEqualTo("done 2 48 True\n");
  }

  /** Long, because {@link FaultsIT} does harder things to a stack. */
  @Tag("long")
  @Test
  @Order(10)
  void aStoppedStackComesBackWithItsResults() throws IOException {
    AssayCommand.Result before = runStudy();
    assertThat(assay.run("stop", "--home", home).exit()).isZero();
    assertThat(assay.run("status", "--home", home).exit()).isEqualTo(3);

    AssayCommand.Result after = runStudy();

    assertThat(after.exit()).as(after.err()).isZero();
    assertThat(latex(after.document())).isEqualTo(latex(before.document()));
    assertThat(assay.run("up", "--home", home).exit()).isZero();
  }
}
