// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Json;
import java.util.ArrayList;
import java.util.List;

/** An error response in problem JSON (RFC 9457), as an exception that says who must act. */
final class Problem {
  private Problem() {}

  /**
   * @param subject the file or object of the request, for the message
   * @return the exception to throw
   */
  static CliException of(String subject, int status, String body) {
    JsonNode problem = parse(body);
    List<Fault> faults = faults(problem);
    String detail = withoutSubject(subject, detail(status, body));
    return switch (status) {
      case 400, 404, 409, 413, 415, 422, 429 ->
          faults.isEmpty()
              ? CliException.badInput(subject + ": " + detail)
              : CliException.badInput(subject, faults);
      case 401, 403 ->
          CliException.noStack(
              "the server refuses the token (status "
                  + status
                  + "); give it with --token or in ASSAY_TOKEN");
      case 502, 503, 504 -> CliException.noStack("the server is not ready: " + detail);
      case 507 -> CliException.environment("the server's disk is full: " + detail);
      default ->
          CliException.bug(
              "%s: the server failed with status %d: %s".formatted(subject, status, detail));
    };
  }

  /** What the server says about its failure, in one line. */
  static String detail(int status, String body) {
    JsonNode problem = parse(body);
    return text(problem, "detail", text(problem, "title", "status " + status));
  }

  /** Some answers begin with what they are about, and so does the message: once is enough. */
  private static String withoutSubject(String subject, String detail) {
    int end = detail.indexOf(": ");
    return end > 0 && detail.substring(0, end).replace("'", "").equals(subject)
        ? detail.substring(end + 2)
        : detail;
  }

  private static JsonNode parse(String body) {
    try {
      return Json.read(body, JsonNode.class);
    } catch (IllegalArgumentException e) {
      // The body is a proxy's HTML page or empty, so only the status is known.
      return Json.mapper().createObjectNode();
    }
  }

  private static List<Fault> faults(JsonNode problem) {
    List<Fault> faults = new ArrayList<>();
    for (JsonNode fault : problem.path("faults")) {
      if (fault.isTextual()) {
        faults.add(new Fault("input", null, fault.textValue()));
      } else {
        String value =
            fault.path("value").isMissingNode() ? null : fault.path("value").asText(null);
        faults.add(
            new Fault(text(fault, "field", "input"), value, text(fault, "message", "is wrong")));
      }
    }
    return faults;
  }

  private static String text(JsonNode node, String field, String ifAbsent) {
    String value = node.path(field).asText("");
    return value.isBlank() ? ifAbsent : value;
  }
}
