// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static dev.assay.cli.client.Requests.LONG;
import static dev.assay.cli.client.Requests.SHORT;
import static dev.assay.cli.client.Requests.checked;
import static dev.assay.cli.client.Requests.encoded;
import static dev.assay.cli.client.Requests.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.datasets.source.Archives;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands about data sets. */
public final class DatasetClient {
  private final Requests requests;

  DatasetClient(Requests requests) {
    this.requests = requests;
  }

  /** Registers a folder that the server sees under the same path. */
  public JsonNode register(
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
    return requests.json(
        "data set '" + name + "' (" + folder + ")",
        () -> requests.post("/datasets", "application/json", text(body), LONG));
  }

  /**
   * Sends a folder or an archive to the server and registers it there.
   *
   * @param images a folder, or an archive, which is sent as it is
   * @param decoding how files become pixels; absent: the server's choice
   * @param strict whether a data set of which much is left out is refused
   */
  public JsonNode upload(
      String name, String layout, Path images, @Nullable DecodingOptions decoding, boolean strict) {
    String path =
        "/datasets/%s/upload?layout=%s%s%s"
            .formatted(
                encoded(name),
                encoded(layout),
                decoding == null ? "" : query(decoding),
                strict ? "&strict=true" : "");
    return requests.json(
        "data set '" + name + "' (" + images + ")",
        () ->
            requests.put(
                path,
                Archives.mediaType(images),
                BodyPublishers.ofInputStream(() -> Upload.of(images)),
                LONG));
  }

  private static String query(DecodingOptions decoding) {
    StringBuilder query = new StringBuilder();
    DecodingReader.words(decoding)
        .forEach((key, value) -> query.append('&').append(key).append('=').append(value));
    return query.toString();
  }

  /** Names of the data sets that the server knows. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    requests
        .json("data sets", () -> requests.get("/datasets", SHORT))
        .forEach(dataset -> names.add(dataset.path("name").asText()));
    return names;
  }

  /** The newest version of every data set. */
  public JsonNode all() {
    return requests.json("data sets", () -> requests.get("/datasets", SHORT));
  }

  /** The newest version of a data set. */
  public JsonNode one(String name) {
    return ofDataset(name, "");
  }

  /**
   * @param version hash of a version, or its beginning
   */
  public JsonNode one(String name, String version) {
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
    return requests.json(
        "data set '" + name + "'",
        () -> requests.put(path, "application/json", text(Json.write(settings)), SHORT));
  }

  /** How a data set is watched; empty if it is not. */
  public Optional<JsonNode> watch(String name) {
    String path = "/datasets/" + encoded(name) + "/watch";
    HttpResponse<String> response = requests.transport().send(() -> requests.get(path, SHORT));
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(
            Json.read(checked("data set '" + name + "'", response).body(), JsonNode.class));
  }

  /** How it was watched until now. */
  public JsonNode watchNoLonger(String name) {
    String path = "/datasets/" + encoded(name) + "/watch";
    return requests.json("data set '" + name + "'", () -> requests.delete(path));
  }

  /** What arrived of a data set, the newest batch first. */
  public JsonNode batches(String name) {
    return ofDataset(name, "/batches");
  }

  /** What each caller holds in uploads, and the limits. */
  public JsonNode uploads() {
    return requests.json("uploads", () -> requests.get("/uploads", SHORT));
  }

  private JsonNode ofDataset(String name, String path) {
    return requests.json(
        "data set '" + name + "'", () -> requests.get("/datasets/" + encoded(name) + path, SHORT));
  }
}
