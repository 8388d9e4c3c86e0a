// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.rest.Audit;
import dev.assay.rest.Caller;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests to the one entry of the system are written down: all that change something, and
 * those for results on test images. A query is left out, since it can hold anything.
 */
@Singleton
public class Audited implements Audit {
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final Pattern OF_STUDY =
      Pattern.compile(
          "/studies/([^/]+)/(?:report\\..+|metrics|comparisons|export\\.zip|files/.+|lineage.*)"
              + "|/view/([^/]+)/(?:results|figures/.+|cells/.+)");
  private static final Pattern OTHER_RESULTS =
      Pattern.compile("/(?:cells|evaluations|comparisons|audit)(?:/.*)?");

  private final AuditLog log;

  Audited(AuditLog log) {
    this.log = log;
  }

  @Override
  public boolean concerns(RoutingContext context) {
    String path = context.normalizedPath();
    return !READING.contains(context.request().method())
        || OF_STUDY.matcher(path).matches()
        || OTHER_RESULTS.matcher(path).matches();
  }

  @Override
  public void record(RoutingContext context, Caller caller) {
    append(context.request(), caller, context.normalizedPath(), AuditEntry.ASKED);
  }

  @Override
  public void refused(RoutingContext context) {
    refused(context.request(), context.normalizedPath());
  }

  /** A request that was let in has been refused because of what its caller holds or sends. */
  public void overQuota(RoutingContext context, Caller caller, int status) {
    append(context.request(), caller, context.normalizedPath(), AuditEntry.REFUSED + " " + status);
  }

  /** Somebody has signed in. */
  public void signedIn(HttpServerRequest request, Caller caller) {
    append(request, caller, "/sign-in", AuditEntry.SIGNED_IN);
  }

  /** Somebody who is not known has tried to. */
  public void refused(HttpServerRequest request) {
    // The path can hold the code of a link.
    refused(request, "/sign-in");
  }

  private void refused(HttpServerRequest request, String path) {
    log.append("-", "-", address(request), request.method().name(), path, AuditEntry.REFUSED);
  }

  private void append(HttpServerRequest request, Caller caller, String path, String outcome) {
    log.append(
        caller.name(),
        caller.role().label(),
        address(request),
        request.method().name(),
        path,
        outcome);
  }

  private static String address(HttpServerRequest request) {
    @Nullable SocketAddress address = request.remoteAddress();
    return address == null || address.hostAddress() == null ? "-" : address.hostAddress();
  }

  /** The study whose results a row asked for. */
  static Optional<String> studyOfResults(AuditEntry entry) {
    Matcher path = OF_STUDY.matcher(entry.path());
    return entry.method().equals("GET") && path.matches()
        ? Optional.of(path.group(1) == null ? path.group(2) : path.group(1))
        : Optional.empty();
  }
}
