// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Ends a request whose body nobody will read. */
final class UnreadBody {
  private UnreadBody() {}

  /**
   * Sends the problem. Of HTTP/1 the connection is closed then, because what follows on it is the
   * body; HTTP/2 has no such header, and frames tell the requests apart.
   */
  static void answer(RoutingContext context, Problem problem) {
    HttpServerRequest request = context.request();
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(problem.status())
            .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    if (request.version() == HttpVersion.HTTP_2) {
      response.end(problem.json());
    } else {
      response
          .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
          .end(problem.json())
          .onComplete(sent -> request.connection().close());
    }
  }

  /** Ends the request as if the client had gone away; of HTTP/2 its stream alone. */
  static void abort(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }
}
