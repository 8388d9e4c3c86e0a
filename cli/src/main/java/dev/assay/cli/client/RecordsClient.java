// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static dev.assay.cli.client.Requests.LONG;
import static dev.assay.cli.client.Requests.SHORT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The commands about what a service has stored: records that it has set aside, and repairs. */
public final class RecordsClient {
  private final Requests requests;

  RecordsClient(Requests requests) {
    this.requests = requests;
  }

  /** A page of the records that a service has set aside: {@code count} and {@code letters}. */
  public JsonNode letters(String service, long after, int limit) {
    return requests.json(
        service,
        () -> requests.get("/letters/" + service + "?after=" + after + "&limit=" + limit, SHORT));
  }

  /** One of these records, with the beginning of its content. */
  public JsonNode letter(String service, long id) {
    return requests.json(service, () -> requests.get("/letters/" + service + "/" + id, SHORT));
  }

  /**
   * Has records read and handled again.
   *
   * @param id empty for all of the service
   * @return how many
   */
  public int replayLetters(String service, Optional<Long> id) {
    String path = "/letters/" + service + id.map(one -> "/" + one).orElse("") + "/replay";
    return requests
        .json(service, () -> requests.post(path, "application/json", Requests.nothing(), SHORT))
        .path("letters")
        .asInt();
  }

  /** Has a service check what it has stored: {@code checked}, and {@code again}. */
  public JsonNode repair(String service) {
    return requests.json(
        service,
        () -> requests.post("/repairs/" + service, "application/json", Requests.nothing(), LONG));
  }

  /**
   * Removes the artifacts that nothing refers to: {@code kept}, {@code young}, {@code marked} and
   * {@code removed}.
   *
   * @param olderThan empty: as the stack is set
   */
  public JsonNode collect(boolean dryRun, Optional<Duration> olderThan) {
    String query = "?dryRun=" + dryRun + olderThan.map(least -> "&olderThan=" + least).orElse("");
    return requests.json(
        "gc",
        () -> requests.post("/collections" + query, "application/json", Requests.nothing(), LONG));
  }

  /** Has a service made anew from its topics: {@code records} and {@code seconds}. */
  public JsonNode rebuild(String service) {
    return requests.json(
        service,
        () -> requests.post("/rebuilds/" + service, "application/json", Requests.nothing(), LONG));
  }

  /**
   * Erases data, or says what that would remove.
   *
   * @param what the subject and what names it
   */
  public JsonNode erase(Map<String, String> what, boolean dryRun) {
    String body = Json.write(what);
    return requests.json(
        "erase",
        () ->
            requests.post(
                "/erasures?dryRun=" + dryRun, "application/json", Requests.text(body), LONG));
  }

  /** How far an erasure is, with its receipt. */
  public JsonNode erasure(String id) {
    return requests.json(
        "erasure " + id, () -> requests.get("/erasures/" + Requests.encoded(id), SHORT));
  }

  /** The audit log of the entry, or what is below it. */
  public JsonNode audit(String path) {
    return requests.json("audit log", () -> requests.get("/audit" + path, LONG));
  }

  /** Deletes such a record. */
  public void dropLetter(String service, long id) {
    String path = "/letters/" + service + "/" + id;
    requests.json(service, () -> requests.delete(path));
  }
}
