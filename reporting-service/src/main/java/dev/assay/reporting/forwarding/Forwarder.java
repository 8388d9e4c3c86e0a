// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import dev.assay.rest.Caller;
import dev.assay.rest.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Passes a request on and its answer back. Bodies are streamed both ways with back-pressure: what
 * is in memory is a few buffers, however large an upload is.
 */
final class Forwarder {
  private static final Logger LOG = Logger.getLogger(Forwarder.class);

  /** Headers of one connection, and those that the next connection sets itself. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "expect",
          // The session of a browser is between it and this service.
          "cookie",
          "authorization",
          // Said by this service alone.
          "assay-caller");

  /**
   * By which this service has judged where a browser's request comes from. The service behind has
   * another address, to which the page would look foreign.
   */
  private static final Set<String> JUDGED_HERE =
      Set.of(
          "origin",
          "referer",
          "sec-fetch-dest",
          "sec-fetch-mode",
          "sec-fetch-site",
          "sec-fetch-user");

  private Forwarder() {}

  static void forward(RoutingContext context, Upstream upstream) {
    HttpServerRequest incoming = context.request();
    incoming.pause();
    upstream
        .request(incoming.method(), target(context))
        .onSuccess(outgoing -> exchange(context, upstream, outgoing))
        .onFailure(
            cause -> {
              drain(incoming);
              fail(context, upstream.failure(cause));
            });
  }

  /** The normalised path, so that dots cannot lead to a path that is not forwarded. */
  static String target(RoutingContext context) {
    String query = context.request().query();
    return context.normalizedPath() + (query == null ? "" : "?" + query);
  }

  private static void exchange(
      RoutingContext context, Upstream upstream, HttpClientRequest outgoing) {
    HttpServerRequest incoming = context.request();
    copyHeaders(incoming.headers(), outgoing.headers());
    JUDGED_HERE.forEach(outgoing.headers()::remove);
    Caller.of(context).ifPresent(caller -> outgoing.putHeader(Caller.HEADER, caller.header()));
    outgoing
        .response()
        .onSuccess(
            response -> {
              upstream.hideAddress(response.headers());
              answer(context, response);
            })
        .onFailure(cause -> fail(context, upstream.failure(cause)));
    if (hasNoBody(incoming)) {
      incoming.resume();
      outgoing.end();
      return;
    }
    if (!incoming.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      outgoing.setChunked(true);
    }
    upload(incoming, outgoing);
  }

  /**
   * Not by a {@link io.vertx.core.streams.Pipe}, which does not report whether the client or the
   * service failed. The two are handled differently.
   */
  private static void upload(HttpServerRequest incoming, HttpClientRequest outgoing) {
    incoming.handler(
        part -> {
          // The exception handler gets failed writes as well.
          outgoing.write(part);
          if (outgoing.writeQueueFull()) {
            incoming.pause();
            outgoing.drainHandler(ready -> incoming.resume());
          }
        });
    incoming.endHandler(end -> outgoing.end());
    incoming.exceptionHandler(
        cause -> {
          // To the service an upload that broke off must not look complete.
          LOG.debugf(cause, "the client broke off its upload to %s", incoming.path());
          outgoing.reset();
        });
    outgoing.exceptionHandler(
        cause -> {
          // The service may have answered before it read everything; the client must be able to
          // finish sending, or it never reads that answer.
          LOG.debugf(cause, "the upload to %s is not read to its end", incoming.path());
          incoming.endHandler(end -> {});
          drain(incoming);
        });
    incoming.resume();
  }

  private static boolean hasNoBody(HttpServerRequest request) {
    MultiMap headers = request.headers();
    return request.method().equals(HttpMethod.GET)
        || request.method().equals(HttpMethod.HEAD)
        || (!headers.contains(HttpHeaders.CONTENT_LENGTH)
            && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
            && request.version() != io.vertx.core.http.HttpVersion.HTTP_2);
  }

  static void answer(RoutingContext context, HttpClientResponse response) {
    HttpServerResponse out = context.response();
    if (out.closed() || out.ended()) {
      response.request().reset();
      return;
    }
    out.setStatusCode(response.statusCode());
    copyHeaders(response.headers(), out.headers());
    if (!out.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      out.setChunked(true);
    }
    response
        .pipe()
        .endOnFailure(false)
        .to(out)
        .onFailure(
            cause -> {
              LOG.debugf(cause, "the answer to %s ended early", context.request().path());
              response.request().reset();
              // An incomplete answer must not look complete.
              context.request().connection().close();
            });
  }

  static void fail(RoutingContext context, String detail) {
    HttpServerResponse out = context.response();
    if (out.ended() || out.closed()) {
      return;
    }
    if (out.headWritten()) {
      context.request().connection().close();
      return;
    }
    LOG.warn(detail);
    send(context, Problem.badGateway(detail));
  }

  static void send(RoutingContext context, Problem problem) {
    context
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(problem.json());
  }

  private static void drain(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.handler(rest -> {}).resume();
    }
  }

  private static void copyHeaders(MultiMap from, MultiMap to) {
    for (var header : from) {
      if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }
}
