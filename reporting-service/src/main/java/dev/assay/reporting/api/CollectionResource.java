// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import dev.assay.reporting.CollectionConfig;
import dev.assay.reporting.collection.CollectionReport;
import dev.assay.reporting.collection.Collector;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Artifacts that nothing refers to. */
@Path("/collections")
@Blocking
@Tag(name = "Artifacts")
public class CollectionResource {
  /** No attempt takes longer from its last file to its commit. */
  private static final Duration LEAST = Duration.ofHours(1);

  private final Collector collector;
  private final CollectionConfig config;

  CollectionResource(Collector collector, CollectionConfig config) {
    this.collector = collector;
    this.config = config;
  }

  @POST
  @Least(Role.OPERATOR)
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Remove the artifacts that nothing refers to",
      description =
          "Nothing is removed that a row of any service or a record of a topic refers to, that was"
              + " put within olderThan (ISO 8601, at least PT1H; default: assay.gc.grace), or that"
              + " no run marked at least assay.gc.mark before. dryRun removes and marks nothing.")
  @APIResponse(responseCode = "200", description = "What was kept, marked and removed")
  @APIResponse(responseCode = "409", description = "A run is going on")
  @APIResponse(responseCode = "502", description = "A service does not answer; nothing is removed")
  public CollectionReport collect(
      @RestQuery @DefaultValue("false") boolean dryRun,
      @RestQuery @DefaultValue("") String olderThan) {
    return collector.run(dryRun, olderThan.isEmpty() ? config.grace() : duration(olderThan));
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (duration.compareTo(LEAST) >= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw new ProblemException(
          Problem.badRequest(
              "olderThan must be a duration such as PT24H, not '%s'".formatted(text)));
    }
    throw new ProblemException(
        Problem.badRequest("olderThan must be at least PT1H, not '%s'".formatted(text)));
  }
}
