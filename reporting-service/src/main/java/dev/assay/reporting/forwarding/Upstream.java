// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.rest.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Optional;

/** Another service of the stack. */
final class Upstream {
  private final String name;
  private final String base;
  private final HttpClient client;
  private final Optional<String> authorization;

  /**
   * @param authorization the header that the service requires, if it requires one
   */
  Upstream(String name, URI base, HttpClient client, Optional<String> authorization) {
    this.name = name;
    this.base = base.toString().replaceAll("/+$", "");
    this.client = client;
    this.authorization = authorization;
  }

  String name() {
    return name;
  }

  /** Opens a request whose head is not sent yet; fails if the service cannot be reached. */
  Future<HttpClientRequest> request(HttpMethod method, String pathAndQuery) {
    RequestOptions options =
        new RequestOptions().setMethod(method).setAbsoluteURI(base + pathAndQuery);
    return client
        .request(options)
        .onSuccess(
            request ->
                authorization.ifPresent(
                    value -> request.putHeader(HttpHeaders.AUTHORIZATION, value)));
  }

  /** Likewise, in the name of a caller. */
  Future<HttpClientRequest> request(
      HttpMethod method, String pathAndQuery, Optional<Caller> caller) {
    return request(method, pathAndQuery)
        .onSuccess(request -> caller.ifPresent(c -> request.putHeader(Caller.HEADER, c.header())));
  }

  /** Makes an address of the service relative, since clients only know the address of this one. */
  void hideAddress(MultiMap headers) {
    String location = headers.get(HttpHeaders.LOCATION);
    if (location != null && location.startsWith(base + "/")) {
      headers.set(HttpHeaders.LOCATION, location.substring(base.length()));
    }
  }

  /** One sentence for the operator. */
  String failure(Throwable cause) {
    return "%s at %s cannot be reached: %s"
        .formatted(name, base, cause.getMessage() == null ? cause : cause.getMessage());
  }
}
