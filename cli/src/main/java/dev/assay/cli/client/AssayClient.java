// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.terminal.Screen;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The commands of the services, through reporting-service, the one entry. */
public final class AssayClient implements AutoCloseable {
  private static final Duration SHORT = Duration.ofSeconds(60);

  /** Registering decodes every image. */
  private static final Duration LONG = Duration.ofHours(6);

  private final Transport transport;

  /**
   * @param server asked before each request: a stack that is started again has other ports
   */
  public AssayClient(Supplier<Server> server, Waiting waiting) {
    this.transport = new Transport(server, waiting);
  }

  public URI base() {
    return transport.base();
  }

  /** Registers a folder that the server sees under the same path. */
  public JsonNode registerDataset(
      String name,
      String layout,
      Path folder,
      boolean synthetic,
      @Nullable DecodingOptions decoding,
      boolean strict) {
    record NewDataset(
        String layout,
        String name,
        String path,
        @Nullable DecodingOptions decoding,
        boolean synthetic,
        @Nullable Boolean strict) {}
    String body =
        Json.write(
            new NewDataset(
                layout, name, folder.toString(), decoding, synthetic, strict ? true : null));
    return json(
        "data set '" + name + "' (" + folder + ")",
        () -> post("/datasets", "application/json", text(body), LONG));
  }

  /**
   * Sends a folder or a zip archive to the server and registers it there.
   *
   * @param images a folder, or an archive, which is sent as it is
   * @param decoding how files become pixels; absent: the server's choice
   * @param strict whether a data set of which much is left out is refused
   */
  public JsonNode uploadDataset(
      String name, String layout, Path images, @Nullable DecodingOptions decoding, boolean strict) {
    String path =
        "/datasets/%s/upload?layout=%s%s%s"
            .formatted(
                encoded(name),
                encoded(layout),
                decoding == null ? "" : query(decoding),
                strict ? "&strict=true" : "");
    return json(
        "data set '" + name + "' (" + images + ")",
        () ->
            put(
                path,
                "application/zip",
                BodyPublishers.ofInputStream(() -> Upload.zipOf(images)),
                LONG));
  }

  private static String query(DecodingOptions decoding) {
    return "&orientation=%s&sixteen-bit=%s&alpha=%s%s"
        .formatted(
            decoding.orientation().label(),
            decoding.sixteenBit().label(),
            decoding.alpha().label(),
            decoding.acceptsSecondaryCapture() ? "&secondary-capture=accept" : "");
  }

  /** Names of the data sets that the server knows. */
  public List<String> datasets() {
    List<String> names = new ArrayList<>();
    json("data sets", () -> get("/datasets", SHORT))
        .forEach(dataset -> names.add(dataset.path("name").asText()));
    return names;
  }

  /** The newest version of every data set. */
  public JsonNode datasetViews() {
    return json("data sets", () -> get("/datasets", SHORT));
  }

  /** The newest version of a data set. */
  public JsonNode dataset(String name) {
    return ofDataset(name, "");
  }

  /**
   * @param version hash of a version, or its beginning
   */
  public JsonNode dataset(String name, String version) {
    return ofDataset(name, "/versions/" + encoded(version));
  }

  /** Every version of a data set, the newest first. */
  public JsonNode versions(String name) {
    return ofDataset(name, "/versions");
  }

  /** Duplicates and near-duplicates in the newest version. */
  public JsonNode leaks(String name) {
    return ofDataset(name, "/leaks");
  }

  /** The splits that studies were made with. */
  public JsonNode splits(String name) {
    return ofDataset(name, "/splits");
  }

  /** What changed between two versions; absent: the server's choice. */
  public JsonNode diff(String name, Optional<String> from, Optional<String> to) {
    List<String> query = new ArrayList<>();
    from.ifPresent(version -> query.add("from=" + encoded(version)));
    to.ifPresent(version -> query.add("to=" + encoded(version)));
    return ofDataset(name, "/diff" + (query.isEmpty() ? "" : "?" + String.join("&", query)));
  }

  /**
   * Has the folder of a data set watched.
   *
   * @param settings {@code quiet}, {@code maxWait}, {@code cron} and {@code zone}; absent: the
   *     server's
   */
  public JsonNode watch(String name, Map<String, String> settings) {
    String path = "/datasets/" + encoded(name) + "/watch";
    return json(
        "data set '" + name + "'",
        () -> put(path, "application/json", text(Json.write(settings)), SHORT));
  }

  /** How a data set is watched; empty if it is not. */
  public Optional<JsonNode> watch(String name) {
    String path = "/datasets/" + encoded(name) + "/watch";
    HttpResponse<String> response = transport.send(() -> get(path, SHORT));
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(
            Json.read(checked("data set '" + name + "'", response).body(), JsonNode.class));
  }

  /** How it was watched until now. */
  public JsonNode watchNoLonger(String name) {
    String path = "/datasets/" + encoded(name) + "/watch";
    return json(
        "data set '" + name + "'", () -> transport.request(path).timeout(SHORT).DELETE().build());
  }

  /** What arrived of a data set, the newest batch first. */
  public JsonNode batches(String name) {
    return ofDataset(name, "/batches");
  }

  private JsonNode ofDataset(String name, String path) {
    return json("data set '" + name + "'", () -> get("/datasets/" + encoded(name) + path, SHORT));
  }

  /** Registers a weights file that the server sees under the same path. */
  public JsonNode registerWeights(Path file) {
    String body = Json.write(Map.of("path", file.toString()));
    return json(file.toString(), () -> post("/weights", "application/json", text(body), LONG));
  }

  /** Sends a weights file, and before it the JSON that describes it, if there is one. */
  public JsonNode uploadWeights(Path file, Optional<Path> description) {
    String path = "/weights/" + encoded(file.getFileName().toString());
    description.ifPresent(
        json -> {
          HttpResponse<String> response =
              transport.send(() -> put(path + ".json", "application/json", ofFile(json), LONG));
          checked(json.toString(), response);
        });
    return json(file.toString(), () -> put(path, "application/octet-stream", ofFile(file), LONG));
  }

  /**
   * Submits a study. The same text again is the same study, so a repeated request does no harm.
   *
   * @param subject the file's name, for messages
   */
  public JsonNode submitStudy(String subject, String text, boolean dryRun) {
    return json(
        subject,
        () ->
            post(
                "/studies" + (dryRun ? "?dryRun=true" : ""), "application/yaml", text(text), LONG));
  }

  /** Every study, without its cells. */
  public List<StudyView> studies() {
    JsonNode list = json("studies", () -> get("/studies", SHORT));
    List<StudyView> studies = new ArrayList<>();
    for (JsonNode study : list.isArray() ? list : list.path("studies")) {
      studies.add(Json.read(study.toString(), StudyView.class));
    }
    return studies;
  }

  /** Empty while reporting-service has not heard of the study yet. */
  public Optional<StudyView> study(String studyId) {
    HttpResponse<String> response =
        transport.send(() -> get("/studies/" + encoded(studyId), SHORT));
    if (response.statusCode() == 404) {
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
        transport.send(
            () ->
                post(
                    "/studies/" + encoded(studyId) + "/" + command,
                    "application/json",
                    BodyPublishers.noBody(),
                    SHORT)));
  }

  public String report(String studyId, ReportFormat format) {
    String path = "/studies/" + encoded(studyId) + "/report." + format.extension();
    return checked("study " + studyId, transport.send(() -> get(path, SHORT))).body();
  }

  /**
   * The LaTeX report.
   *
   * @param options how its tables are set; empty for the usual ones
   */
  public String report(String studyId, String options) {
    if (options.isBlank()) {
      return report(studyId, ReportFormat.LATEX);
    }
    String path = "/studies/%s/report.tex?latex=%s".formatted(encoded(studyId), encoded(options));
    return checked("--latex", transport.send(() -> get(path, SHORT))).body();
  }

  /** The report as a terminal shows it. */
  public String report(String studyId, Screen screen) {
    String path =
        "/studies/%s/report.txt?columns=%s&boxes=%s&bold=%s"
            .formatted(encoded(studyId), screen.columns(), screen.boxes(), screen.bold());
    return checked("study " + studyId, transport.send(() -> get(path, SHORT))).body();
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
    HttpResponse<InputStream> response = transport.stream(() -> get(path, LONG));
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw Problem.of(
          "study " + studyId,
          response.statusCode(),
          new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw CliException.noStack(base() + " broke off its answer: " + e.getMessage());
    }
  }

  /** Whether the trainings of a study wait until it is resumed. */
  public boolean isPaused(String studyId) {
    boolean paused = false;
    for (JsonNode run :
        json("study " + studyId, () -> get("/runs?study=" + encoded(studyId), SHORT))) {
      String state = run.path("state").asText();
      if ("running".equals(state) || "queued".equals(state)) {
        return false;
      }
      paused |= "paused".equals(state);
    }
    return paused;
  }

  /**
   * @param run a run key or its beginning
   */
  public String log(String run) {
    String path = "/runs/" + encoded(run) + "/log";
    return checked("run " + run, transport.send(() -> get(path, SHORT))).body();
  }

  /** A page of the records that a service has set aside: {@code count} and {@code letters}. */
  public JsonNode letters(String service, long after, int limit) {
    return json(
        service, () -> get("/letters/" + service + "?after=" + after + "&limit=" + limit, SHORT));
  }

  /** One of these records, with the beginning of its content. */
  public JsonNode letter(String service, long id) {
    return json(service, () -> get("/letters/" + service + "/" + id, SHORT));
  }

  /**
   * Has records read and handled again.
   *
   * @param id empty for all of the service
   * @return how many
   */
  public int replayLetters(String service, Optional<Long> id) {
    String path = "/letters/" + service + id.map(one -> "/" + one).orElse("") + "/replay";
    return json(service, () -> post(path, "application/json", BodyPublishers.noBody(), SHORT))
        .path("letters")
        .asInt();
  }

  /** Has a service check what it has stored: {@code checked}, and {@code again}. */
  public JsonNode repair(String service) {
    return json(
        service,
        () -> post("/repairs/" + service, "application/json", BodyPublishers.noBody(), LONG));
  }

  /** Deletes such a record. */
  public void dropLetter(String service, long id) {
    String path = "/letters/" + service + "/" + id;
    json(service, () -> transport.request(path).timeout(SHORT).DELETE().build());
  }

  private JsonNode json(String subject, Supplier<HttpRequest> request) {
    String body = checked(subject, transport.send(request)).body();
    try {
      return Json.read(body, JsonNode.class);
    } catch (IllegalArgumentException e) {
      throw CliException.noStack(
          base() + " does not answer as Assay does; is it reporting-service's address?");
    }
  }

  private static HttpResponse<String> checked(String subject, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw Problem.of(subject, response.statusCode(), response.body());
    }
    return response;
  }

  private HttpRequest get(String path, Duration timeout) {
    return transport.request(path).timeout(timeout).GET().build();
  }

  private HttpRequest post(String path, String type, BodyPublisher body, Duration timeout) {
    return transport.request(path).timeout(timeout).header("Content-Type", type).POST(body).build();
  }

  private HttpRequest put(String path, String type, BodyPublisher body, Duration timeout) {
    return transport.request(path).timeout(timeout).header("Content-Type", type).PUT(body).build();
  }

  private static BodyPublisher text(String body) {
    return BodyPublishers.ofString(body, StandardCharsets.UTF_8);
  }

  private static BodyPublisher ofFile(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw CliException.badInput(file + " cannot be read");
    }
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    transport.close();
  }
}
