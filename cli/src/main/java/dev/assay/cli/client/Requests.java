// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.contracts.Json;
import java.io.FileNotFoundException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Requests with what all of them need: a time-out, and errors that say who must act. */
final class Requests {
  static final Duration SHORT = Duration.ofSeconds(60);

  /** Registering decodes every image. */
  static final Duration LONG = Duration.ofHours(6);

  private final Transport transport;

  Requests(Transport transport) {
    this.transport = transport;
  }

  Transport transport() {
    return transport;
  }

  JsonNode json(String subject, Supplier<HttpRequest> request) {
    String body = checked(subject, transport.send(request)).body();
    try {
      return Json.read(body, JsonNode.class);
    } catch (IllegalArgumentException e) {
      throw CliException.noStack(
          transport.base() + " does not answer as Assay does; is it reporting-service's address?");
    }
  }

  static HttpResponse<String> checked(String subject, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw Problem.of(subject, response.statusCode(), response.body());
    }
    return response;
  }

  HttpRequest get(String path, Duration timeout) {
    return transport.request(path).timeout(timeout).GET().build();
  }

  HttpRequest post(String path, String type, BodyPublisher body, Duration timeout) {
    return transport.request(path).timeout(timeout).header("Content-Type", type).POST(body).build();
  }

  HttpRequest put(String path, String type, BodyPublisher body, Duration timeout) {
    return transport.request(path).timeout(timeout).header("Content-Type", type).PUT(body).build();
  }

  static BodyPublisher text(String body) {
    return BodyPublishers.ofString(body, StandardCharsets.UTF_8);
  }

  static BodyPublisher ofFile(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw CliException.badInput(file + " cannot be read");
    }
  }

  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  HttpRequest delete(String path) {
    return transport.request(path).timeout(SHORT).DELETE().build();
  }

  static BodyPublisher nothing() {
    return BodyPublishers.noBody();
  }
}
