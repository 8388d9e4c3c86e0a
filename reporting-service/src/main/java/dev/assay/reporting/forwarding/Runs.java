// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.rest.Caller;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs of two services. A list of runs is the list of the first followed by that of the second; a
 * single run is requested from one after the other until a service knows it.
 */
final class Runs {
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final List<Upstream> upstreams;

  Runs(List<Upstream> upstreams) {
    this.upstreams = List.copyOf(upstreams);
  }

  /** {@code GET /runs?...}. */
  void list(RoutingContext context) {
    List<Future<WholeAnswer>> answers = new ArrayList<>();
    upstreams.forEach(upstream -> answers.add(list(upstream, context)));
    Future.all(answers)
        .map(all -> joined(all.list()))
        .onSuccess(
            answer ->
                context
                    .response()
                    .setStatusCode(answer.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
                    .end(answer.body()))
        .onFailure(cause -> Forwarder.fail(context, String.valueOf(cause.getMessage())));
  }

  private static Future<WholeAnswer> list(Upstream upstream, RoutingContext context) {
    return upstream
        .request(HttpMethod.GET, Forwarder.target(context), Caller.of(context))
        .compose(WholeAnswer::to)
        .recover(cause -> Future.failedFuture(upstream.failure(cause)));
  }

  /** The first answer that is an error, otherwise all lists in one. */
  private static WholeAnswer joined(List<WholeAnswer> answers) {
    JsonArray runs = new JsonArray();
    for (WholeAnswer answer : answers) {
      if (answer.status() != OK) {
        return answer;
      }
      runs.addAll(answer.body().toJsonArray());
    }
    return new WholeAnswer(OK, "application/json", runs.toBuffer());
  }

  /** {@code GET /runs/...}. */
  void find(RoutingContext context) {
    find(context, 0, null);
  }

  private void find(RoutingContext context, int index, @Nullable String unreachable) {
    Upstream upstream = upstreams.get(index);
    boolean last = index == upstreams.size() - 1;
    upstream
        .request(HttpMethod.GET, Forwarder.target(context), Caller.of(context))
        .compose(HttpClientRequest::send)
        .onSuccess(response -> found(context, response, index, unreachable))
        .onFailure(
            cause -> {
              if (last) {
                Forwarder.fail(context, upstream.failure(cause));
              } else {
                find(context, index + 1, upstream.failure(cause));
              }
            });
  }

  private void found(
      RoutingContext context,
      HttpClientResponse response,
      int index,
      @Nullable String unreachable) {
    boolean last = index == upstreams.size() - 1;
    if (response.statusCode() != NOT_FOUND || (last && unreachable == null)) {
      Forwarder.answer(context, response);
      return;
    }
    // The client discards a body that nobody reads.
    if (last) {
      Forwarder.fail(context, String.valueOf(unreachable));
    } else {
      find(context, index + 1, unreachable);
    }
  }
}
