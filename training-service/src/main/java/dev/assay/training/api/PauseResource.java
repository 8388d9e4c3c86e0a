// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.api;

import dev.assay.rest.Least;
import dev.assay.rest.Role;
import dev.assay.training.Planner;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Pauses and resumes the trainings of a study. */
@Path("/studies/{id}")
@Consumes(MediaType.WILDCARD)
public class PauseResource {
  private final Planner planner;

  PauseResource(Planner planner) {
    this.planner = planner;
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("pause")
  @Transactional
  @Operation(
      summary = "Pause the runs of a study; they keep their checkpoints",
      description = "Runs that another study requests continue, and finished runs are scored.")
  @APIResponse(responseCode = "204", description = "The study is paused")
  @APIResponse(responseCode = "404", description = "No such study")
  public void pause(@PathParam("id") String id) {
    require(planner.pause(id), id);
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("resume")
  @Transactional
  @Operation(summary = "Let the runs of a paused study continue where they stopped")
  @APIResponse(responseCode = "204", description = "The study is not paused")
  @APIResponse(responseCode = "404", description = "No such study")
  public void resume(@PathParam("id") String id) {
    require(planner.resume(id), id);
  }

  private static void require(boolean known, String id) {
    if (!known) {
      throw new NotFoundException("training-service does not know the study '" + id + "'");
    }
  }
}
