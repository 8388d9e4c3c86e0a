// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/**
 * An answer of another service, read to its end.
 *
 * @param contentType "null" if the service says none
 */
record WholeAnswer(int status, String contentType, Buffer body) {
  /**
   * Sends a request without a body, as in {@code upstream.request(...).compose(WholeAnswer::to)}.
   * What shall be done with the answer stands before the request is sent: a worker that says it
   * afterwards may come when the body has passed already, and gets an empty one.
   */
  static Future<WholeAnswer> to(HttpClientRequest request) {
    Future<WholeAnswer> whole = request.response().compose(WholeAnswer::read);
    return request.end().compose(sent -> whole);
  }

  private static Future<WholeAnswer> read(HttpClientResponse response) {
    return response
        .body()
        .map(
            body ->
                new WholeAnswer(
                    response.statusCode(),
                    String.valueOf(response.getHeader(HttpHeaders.CONTENT_TYPE)),
                    body));
  }
}
