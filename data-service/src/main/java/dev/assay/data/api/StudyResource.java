// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.store.StudyRow;
import dev.assay.data.study.StudyRepetitions;
import dev.assay.data.study.StudyRetries;
import dev.assay.data.study.StudyStates;
import dev.assay.data.study.StudySubmissions;
import dev.assay.data.study.StudySummary;
import dev.assay.data.study.StudyView;
import dev.assay.data.study.Submission;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Studies: submit, follow, cancel, try again. */
@Path("studies")
@Produces(MediaType.APPLICATION_JSON)
public class StudyResource {
  private final StudySubmissions submissions;
  private final StudyStates states;
  private final StudyRetries retries;
  private final StudyRepetitions repetitions;

  StudyResource(
      StudySubmissions submissions,
      StudyStates states,
      StudyRetries retries,
      StudyRepetitions repetitions) {
    this.submissions = submissions;
    this.states = states;
    this.retries = retries;
    this.repetitions = repetitions;
  }

  @POST
  @Least(Role.RESEARCHER)
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary = "Submit a study file, YAML or JSON; with dryRun only return what it would do")
  @APIResponse(
      responseCode = "201",
      description = "Accepted",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(
      responseCode = "200",
      description = "The same study is running or done, or this was a dry run",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(responseCode = "422", description = "Every fault; nothing is stored")
  public Response submit(
      @QueryParam("dryRun") @DefaultValue("false") boolean dryRun, InputStream body)
      throws IOException {
    String text = RequestBody.text(body);
    Submission submission = dryRun ? submissions.preview(text) : submissions.submit(text);
    return answer(submission);
  }

  @GET
  @Least(Role.VIEWER)
  @Transactional
  @Operation(summary = "All studies, the newest first")
  public List<StudySummary> all() {
    return StudyRow.newestFirst().stream().map(StudySummary::of).toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{id}")
  @Transactional
  @Operation(summary = "A study with the state of its cells")
  @APIResponse(responseCode = "404", description = "No such study")
  public StudyView one(@PathParam("id") String id) {
    return StudyRow.of(id).map(StudyView::of).orElseThrow(() -> unknown(id));
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("{id}/cancel")
  @Consumes(MediaType.WILDCARD)
  @Transactional
  @Operation(summary = "Cancel a running study; its runs stop unless another study needs them")
  @APIResponse(responseCode = "200", description = "Cancelled, now or before")
  @APIResponse(responseCode = "404", description = "No such study")
  @APIResponse(responseCode = "409", description = "The study had ended before")
  public StudyView cancel(@PathParam("id") String id) {
    return switch (states.cancel(id)) {
      case DONE -> one(id);
      case UNKNOWN -> throw unknown(id);
      case TOO_LATE ->
          throw new ClientErrorException(
              "study '" + id + "' has ended and cannot be cancelled", Response.Status.CONFLICT);
    };
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("{id}/retry")
  @Consumes(MediaType.WILDCARD)
  @Transactional
  @Operation(
      summary = "Try what failed in an ended study again, on the same images and weights",
      description =
          "The study starts under its next id. Stored results are used again, so only cells"
              + " without a result are computed. After a cancellation it starts again likewise.")
  @APIResponse(
      responseCode = "201",
      description = "Started",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(
      responseCode = "200",
      description = "It was started again before, and that study is running or done",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(responseCode = "404", description = "No such study")
  @APIResponse(responseCode = "409", description = "The study is running, or nothing failed")
  public Response retry(@PathParam("id") String id) {
    try {
      return answer(retries.retry(id).orElseThrow(() -> unknown(id)));
    } catch (StudyRetries.StillGoodException e) {
      throw new ClientErrorException(
          "study '" + id + "': " + e.getMessage(), Response.Status.CONFLICT);
    }
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("{id}/cells/{cell}/repetitions")
  @Consumes(MediaType.WILDCARD)
  @Transactional
  @Operation(
      summary = "Compute one row of a study once more, to see whether its numbers are the same",
      description =
          "Starts a study of that row alone, on the same images, split, weights and settings. No"
              + " stored features, models or predictions are used. reporting-service compares the"
              + " two: /studies/{id}/repetition of the new study.")
  @APIResponse(
      responseCode = "201",
      description = "Started",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(
      responseCode = "200",
      description = "The same repetition is running",
      content = @Content(schema = @Schema(implementation = Submission.class)))
  @APIResponse(responseCode = "404", description = "No such study, row or seed")
  @APIResponse(
      responseCode = "409",
      description = "The row has no result yet, or pools the rows of folds")
  public Response repeat(
      @PathParam("id") String id,
      @PathParam("cell") String cell,
      @Parameter(description = "One seed of the study; absent: all") @QueryParam("seed")
          @Nullable Long seed) {
    try {
      return answer(
          repetitions.repeat(id, cell, Optional.ofNullable(seed)).orElseThrow(() -> unknown(id)));
    } catch (StudyRepetitions.RefusedException e) {
      throw new ClientErrorException(
          "study '" + id + "': " + e.getMessage(),
          e.isConflict() ? Response.Status.CONFLICT : Response.Status.NOT_FOUND);
    }
  }

  private static Response answer(Submission submission) {
    return Response.status(submission.isNew() ? Response.Status.CREATED : Response.Status.OK)
        .entity(submission)
        .build();
  }

  private static NotFoundException unknown(String id) {
    return new NotFoundException("there is no study '" + id + "'");
  }
}
