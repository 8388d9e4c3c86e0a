// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.FaultException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever a resource throws into problem JSON that says who must act. Paths and causes stay
 * in the log. Bad input is not logged, since its faults may name files of patients.
 */
final class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
  private static final int MOST_CAUSES = 20;

  private final String service;
  private final Disks disks;

  ProblemMappers(@ConfigProperty(name = "quarkus.application.name") String service, Disks disks) {
    this.service = service;
    this.disks = disks;
  }

  @ServerExceptionMapper
  Response badInput(FaultException e) {
    return Problem.of(e.faults()).response();
  }

  @ServerExceptionMapper
  Response problem(ProblemException e) {
    return e.response();
  }

  /** Thrown by a resource, or by the REST layer: unknown path, method, media type or parameter. */
  @ServerExceptionMapper
  Response refused(WebApplicationException e, UriInfo asked) {
    if (e instanceof NotFoundException && e.getCause() instanceof NumberFormatException) {
      Optional<Response> wrong = noNumber(e.getCause(), asked.getQueryParameters());
      if (wrong.isPresent()) {
        return wrong.get();
      }
    }
    Response.StatusType status = e.getResponse().getStatusInfo();
    String detail = e.getMessage() == null ? status.getReasonPhrase() : e.getMessage();
    return Problem.of(status.getStatusCode(), detail).response();
  }

  /** The REST layer says 404 of a query whose number is none, as of a path that does not exist. */
  private static Optional<Response> noNumber(
      Throwable cause, MultivaluedMap<String, String> query) {
    String message = String.valueOf(cause.getMessage());
    return query.entrySet().stream()
        .flatMap(of -> of.getValue().stream().map(value -> Map.entry(of.getKey(), value)))
        .filter(of -> message.contains('"' + of.getValue() + '"'))
        .findFirst()
        .map(
            of ->
                Problem.badRequest(
                        "%s: '%s' is no number that it can be"
                            .formatted(of.getKey(), of.getValue()))
                    .response());
  }

  @ServerExceptionMapper
  Response artifactStoreFails(ArtifactException e) {
    LOG.error("the artifact store fails", e);
    Problem problem =
        disks.artifactsAreFull()
            ? Problem.of(Problem.DISK_FULL, "the disk of the artifact store is full")
            : Problem.of(
                Problem.UNAVAILABLE,
                "the artifact store fails: the operator must look at it and at its free space; the"
                    + " log of %s says what failed".formatted(service),
                e.actor());
    return problem.response();
  }

  /** A disk, or a client that closed its connection. */
  @ServerExceptionMapper
  Response inputOrOutputFails(IOException e) {
    if (disks.workIsFull()) {
      LOG.error("the disk of the work folder is full");
      return Problem.of(Problem.DISK_FULL, "the disk of the work folder is full").response();
    }
    // Without its message: it may name a file of a patient.
    Logger.Level level = isGone(e) ? Logger.Level.DEBUG : Logger.Level.ERROR;
    LOG.logf(level, "a request failed: %s", e.getClass().getName());
    return Problem.of(
            Problem.INTERNAL_ERROR, "reading or writing failed: " + e.getClass().getSimpleName())
        .response();
  }

  /**
   * Whether the client closed its connection, as a browser does whose user goes on to another page.
   * A file that was closed while it was read is another thing.
   */
  static boolean isGone(IOException e) {
    return e instanceof ClosedChannelException && e.getClass().getName().startsWith("io.netty.");
  }

  @ServerExceptionMapper
  Response bug(Exception e) {
    if (DatabaseFailures.pass(e)) {
      LOG.warnf("a request must be repeated: %s", e.getMessage());
      return Response.fromResponse(
              Problem.of(
                      Problem.UNAVAILABLE,
                      "the database of %s does not answer; the request can be repeated"
                          .formatted(service))
                  .response())
          .header(HttpHeaders.RETRY_AFTER, 1)
          .build();
    }
    LOG.error("unexpected failure of a request", e);
    if (isFailedTransaction(e)) {
      // Perhaps a database that went away; not surely, so a client repeats it for some time only.
      return Problem.of(
              Problem.UNAVAILABLE,
              "a transaction of %s failed; its log says why".formatted(service))
          .response();
    }
    return Problem.of(
            Problem.INTERNAL_ERROR,
            "an unexpected failure (%s); the log of %s says why"
                .formatted(e.getClass().getSimpleName(), service))
        .response();
  }

  private static boolean isFailedTransaction(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause.getClass().getName().startsWith("jakarta.transaction.")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
