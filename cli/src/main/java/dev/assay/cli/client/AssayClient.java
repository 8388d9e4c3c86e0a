// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static dev.assay.cli.client.Requests.LONG;
import static dev.assay.cli.client.Requests.SHORT;
import static dev.assay.cli.client.Requests.checked;
import static dev.assay.cli.client.Requests.encoded;
import static dev.assay.cli.client.Requests.ofFile;
import static dev.assay.cli.client.Requests.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.Json;
import dev.assay.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The commands of the services, through reporting-service, the one entry. */
public final class AssayClient implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  /** Studies in one answer, the most that the server gives. */
  private static final int LISTED = 1000;

  /** Cells in one answer, likewise. */
  private static final int CELLS = 5000;

  private final Requests requests;
  private final DatasetClient datasets;
  private final RecordsClient records;

  /**
   * @param server asked before each request: a stack that is started again has other ports
   */
  public AssayClient(Supplier<Server> server, Waiting waiting) {
    this.requests = new Requests(new Transport(server, waiting));
    this.datasets = new DatasetClient(requests);
    this.records = new RecordsClient(requests);
  }

  public URI base() {
    return requests.transport().base();
  }

  public DatasetClient datasets() {
    return datasets;
  }

  public RecordsClient records() {
    return records;
  }

  /** Registers a weights file that the server sees under the same path. */
  public JsonNode registerWeights(Path file) {
    String body = Json.write(Map.of("path", file.toString()));
    return requests.json(
        file.toString(), () -> requests.post("/weights", "application/json", text(body), LONG));
  }

  /** Sends a weights file, and before it the JSON that describes it, if there is one. */
  public JsonNode uploadWeights(Path file, Optional<Path> description) {
    String path = "/weights/" + encoded(file.getFileName().toString());
    description.ifPresent(
        json -> {
          HttpResponse<String> response =
              requests
                  .transport()
                  .send(() -> requests.put(path + ".json", "application/json", ofFile(json), LONG));
          checked(json.toString(), response);
        });
    return requests.json(
        file.toString(), () -> requests.put(path, "application/octet-stream", ofFile(file), LONG));
  }

  /**
   * Submits a study. The same text again is the same study, so a repeated request does no harm.
   *
   * @param subject the file's name, for messages
   */
  public JsonNode submitStudy(String subject, String text, boolean dryRun) {
    return requests.json(
        subject,
        () ->
            requests.post(
                "/studies" + (dryRun ? "?dryRun=true" : ""), "application/yaml", text(text), LONG));
  }

  /** Every study, without its cells. */
  public List<StudyView> studies() {
    List<StudyView> studies = new ArrayList<>();
    int before;
    do {
      before = studies.size();
      String path = "/studies?limit=%d&offset=%d".formatted(LISTED, before);
      JsonNode list = requests.json("studies", () -> requests.get(path, SHORT));
      for (JsonNode study : list.isArray() ? list : list.path("studies")) {
        studies.add(Json.read(study.toString(), StudyView.class));
      }
    } while (studies.size() == before + LISTED);
    return studies;
  }

  /**
   * A study with its first cells: {@link StudyView#isWhole} says whether these are all. Empty while
   * reporting-service has not heard of the study yet.
   */
  public Optional<StudyView> study(String studyId) {
    return study(studyId, "");
  }

  /** The same with the cells of which a run has begun. */
  public Optional<StudyView> running(String studyId) {
    return study(studyId, "?state=running");
  }

  /** The same with every cell. */
  public Optional<StudyView> whole(String studyId) {
    Optional<StudyView> first = study(studyId, "");
    if (first.isEmpty() || first.get().isWhole()) {
      return first;
    }
    List<StudyView.CellView> cells = new ArrayList<>(first.get().cells());
    while (true) {
      StudyView next =
          study(studyId, "?limit=%d&offset=%d".formatted(CELLS, cells.size())).orElseThrow();
      cells.addAll(next.cells());
      if (next.cells().isEmpty() || cells.size() >= next.total()) {
        return Optional.of(next.with(cells));
      }
    }
  }

  private Optional<StudyView> study(String studyId, String which) {
    String path = "/studies/" + encoded(studyId) + which;
    HttpResponse<String> response = requests.transport().send(() -> requests.get(path, SHORT));
    if (response.statusCode() == NOT_FOUND) {
      return Optional.empty();
    }
    return Optional.of(Json.read(checked("study " + studyId, response).body(), StudyView.class));
  }

  /**
   * @param command {@code cancel}, {@code pause} or {@code resume}
   */
  public void command(String studyId, String command) {
    checked(
        "study " + studyId,
        requests
            .transport()
            .send(
                () ->
                    requests.post(
                        "/studies/" + encoded(studyId) + "/" + command,
                        "application/json",
                        Requests.nothing(),
                        SHORT)));
  }

  /**
   * A link that signs a browser in to the page, once and for ten minutes.
   *
   * @param page where it leads, as {@code /view/0123456789ab}; empty: the list of studies
   * @return empty if the server has no such links, as earlier versions
   */
  public Optional<URI> pageLink(String page) {
    HttpResponse<String> response =
        requests
            .transport()
            .send(
                () ->
                    requests
                        .transport()
                        .request("/login")
                        .timeout(SHORT)
                        .POST(Requests.nothing())
                        .build());
    if (response.statusCode() == NOT_FOUND || response.statusCode() == METHOD_NOT_ALLOWED) {
      return Optional.empty();
    }
    String path =
        Json.read(checked("the page", response).body(), JsonNode.class).path("path").asText();
    String root = base().toString().replaceAll("/+$", "");
    return Optional.of(URI.create(root + path + (page.isEmpty() ? "" : "?next=" + page)));
  }

  /**
   * A document of a study, as bytes in UTF-8 that the caller closes; that of a large study can be
   * too long to be held in memory.
   *
   * @param latex options of the LaTeX tables; empty for the usual ones, and of no other format
   * @throws CliException bad input where the study has more cells than this document takes
   */
  public InputStream report(String studyId, ReportFormat format, String latex) {
    String path =
        "/studies/%s/report.%s%s"
            .formatted(
                encoded(studyId),
                format.extension(),
                latex.isBlank() ? "" : "?latex=" + encoded(latex));
    return open(latex.isBlank() ? "study " + studyId : "--latex", path);
  }

  /** The same whole. */
  public String report(String studyId, ReportFormat format) {
    try (InputStream body = report(studyId, format, "")) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.noStack(base() + " broke off its answer: " + e.getMessage());
    }
  }

  /** The report as a terminal shows it. */
  public String report(String studyId, Screen screen) {
    String path =
        "/studies/%s/report.txt?columns=%s&boxes=%s&bold=%s"
            .formatted(encoded(studyId), screen.columns(), screen.boxes(), screen.bold());
    return checked("study " + studyId, requests.transport().send(() -> requests.get(path, LONG)))
        .body();
  }

  /**
   * The export of a study as a zip stream, which the caller closes.
   *
   * @param parts with commas between; empty: all
   */
  public InputStream export(String studyId, String parts) {
    String path =
        "/studies/"
            + encoded(studyId)
            + "/export.zip"
            + (parts.isEmpty() ? "" : "?parts=" + encoded(parts));
    return open("study " + studyId, path);
  }

  private InputStream open(String subject, String path) {
    HttpResponse<InputStream> response =
        requests.transport().stream(() -> requests.get(path, LONG));
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw Problem.of(
          subject, response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw CliException.noStack(base() + " broke off its answer: " + e.getMessage());
    }
  }

  /**
   * Tries what failed in an ended study again, under another id.
   *
   * @return {@code studyId} is the id under which it is tried again
   */
  public JsonNode retry(String studyId) {
    String path = "/studies/" + encoded(studyId) + "/retry";
    return requests.json(
        "study " + studyId,
        () -> requests.post(path, "application/json", Requests.nothing(), SHORT));
  }

  /**
   * Computes one row of a study once more, as a study of its own.
   *
   * @param seed one seed of the study; absent: all
   * @return {@code studyId} is the id of the new study
   */
  public JsonNode repeat(String studyId, String cellId, @Nullable Long seed) {
    String path =
        "/studies/%s/cells/%s/repetitions%s"
            .formatted(encoded(studyId), encoded(cellId), seed == null ? "" : "?seed=" + seed);
    return requests.json(
        "study " + studyId,
        () -> requests.post(path, "application/json", Requests.nothing(), SHORT));
  }

  /** A row that was computed once more, beside what it was. */
  public JsonNode repetition(String studyId) {
    return requests.json(
        "study " + studyId,
        () -> requests.get("/studies/" + encoded(studyId) + "/repetition", LONG));
  }

  /** The trainings of a study and the scoring of their models. */
  public JsonNode runs(String studyId) {
    return requests.json(
        "study " + studyId, () -> requests.get("/runs?study=" + encoded(studyId), SHORT));
  }

  /**
   * One run.
   *
   * @param run a run key or its beginning
   */
  public JsonNode run(String run) {
    return requests.json("run " + run, () -> requests.get("/runs/" + encoded(run), SHORT));
  }

  /** Whether the trainings of a study wait until it is resumed. */
  public boolean isPaused(String studyId) {
    boolean paused = false;
    for (JsonNode run : runs(studyId)) {
      String state = run.path("state").asText();
      if ("running".equals(state) || "queued".equals(state)) {
        return false;
      }
      paused |= "paused".equals(state);
    }
    return paused;
  }

  /**
   * The end of a run's log.
   *
   * @param run a run key or its beginning
   */
  public String log(String run) {
    return checked("run " + run, logOf(run)).body();
  }

  /** Likewise; empty while the run has no log on this machine. */
  public Optional<String> logIfThere(String run) {
    HttpResponse<String> response = logOf(run);
    return response.statusCode() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(checked("run " + run, response).body());
  }

  private HttpResponse<String> logOf(String run) {
    String path = "/runs/" + encoded(run) + "/log";
    return requests.transport().send(() -> requests.get(path, SHORT));
  }

  @Override
  public void close() {
    requests.transport().close();
  }
}
