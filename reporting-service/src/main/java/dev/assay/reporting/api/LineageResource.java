// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import dev.assay.reporting.lineage.Lineage;
import dev.assay.reporting.lineage.Lineages;
import dev.assay.reporting.lineage.Repetition;
import dev.assay.reporting.lineage.Repetitions;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where the numbers of a row come from, and whether they come out the same again. */
@Path("/studies/{studyId}")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Studies")
public class LineageResource {
  private final Lineages lineages;
  private final Repetitions repetitions;

  LineageResource(Lineages lineages, Repetitions repetitions) {
    this.lineages = lineages;
    this.repetitions = repetitions;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/cells/{cellId}/lineage")
  @Operation(
      summary = "Everything that one row comes from, by hash",
      description =
          "Images, split, weights, settings, program, machine, models, predictions, metrics, and"
              + " the place in the table. What is not there yet is absent")
  @APIResponse(responseCode = "404", description = "No such study or row")
  @APIResponse(responseCode = "410", description = "The data of the study were withdrawn")
  public Lineage lineage(@RestPath String studyId, @RestPath String cellId) {
    return lineages
        .find(studyId, cellId)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound("no row '%s' of study '%s'".formatted(cellId, studyId))));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/repetition")
  @Operation(
      summary = "A row that was computed once more, compared bit by bit with what it was",
      description = "state: running, failed, equal or differs")
  @APIResponse(responseCode = "404", description = "No such study, or it repeats no row")
  @APIResponse(responseCode = "410", description = "The data of one of the two were withdrawn")
  public Repetition repetition(@RestPath String studyId) {
    return repetitions
        .find(studyId)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound("study '%s' repeats no row".formatted(studyId))));
  }
}
