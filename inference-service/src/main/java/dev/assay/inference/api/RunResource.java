// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.api;

import dev.assay.contracts.ArtifactRef;
import dev.assay.inference.StoredFeatures;
import dev.assay.inference.child.ScratchFolders;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The scorings of runs. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {
  private final ScratchFolders scratch;
  private final StoredFeatures features;

  RunResource(ScratchFolders scratch, StoredFeatures features) {
    this.scratch = scratch;
    this.features = features;
  }

  @GET
  @Least(Role.VIEWER)
  @Transactional
  @Operation(summary = "The runs of a study, in the order of its cells and seeds")
  @APIResponse(responseCode = "200", description = "Empty if there is no model yet")
  public List<RunView> ofStudy(@QueryParam("study") @Nullable String study) {
    if (study == null) {
      throw new BadRequestException("the query parameter 'study' is missing; it is a study id");
    }
    return TrainedRunRow.ofStudy(study).stream().map(RunView::of).toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{key}")
  @Transactional
  @Operation(summary = "One run, in every study and cell that has it")
  @APIResponse(
      responseCode = "200",
      description = "All rows whose run key begins with these digits")
  @APIResponse(responseCode = "404", description = "No such run")
  public List<RunView> one(@PathParam("key") String key) {
    return found(key).stream().map(RunView::of).toList();
  }

  @GET
  @Least(Role.RESEARCHER)
  @Path("{key}/log")
  @Produces(MediaType.TEXT_PLAIN)
  @Transactional
  @Operation(summary = "The output of the scorer of a run")
  @APIResponse(responseCode = "200", description = "The log of all attempts")
  @APIResponse(responseCode = "404", description = "No such run, or not scored yet")
  public String log(@PathParam("key") String key) {
    java.nio.file.Path log =
        found(key).stream()
            .filter(run -> run.scoringKey != null)
            .findFirst()
            .map(run -> scratch.log(run.scoringKey))
            .filter(Files::exists)
            .orElseThrow(() -> new NotFoundException("run '" + key + "' was not scored yet"));
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{key}/features")
  @Transactional
  @Operation(
      summary = "The features of a run's frozen backbone for the images that it was scored on")
  @APIResponse(responseCode = "200", description = "Where they are in the artifact store")
  @APIResponse(responseCode = "404", description = "No such run, or none of its features are kept")
  public ArtifactRef features(
      @PathParam("key") String key, @QueryParam("study") @Nullable String study) {
    return found(key).stream()
        .filter(run -> study == null || run.studyId.equals(study))
        .flatMap(run -> features.of(run).stream())
        .findFirst()
        .orElseThrow(() -> new NotFoundException("no features are kept of run '" + key + "'"));
  }

  private static List<TrainedRunRow> found(String key) {
    if (!key.matches("[0-9a-f]{4,64}")) {
      throw new BadRequestException(
          "a run is given by the first 4 to 64 hexadecimal digits of its key, not by '"
              + key
              + "'");
    }
    List<TrainedRunRow> runs = TrainedRunRow.ofRun(key);
    if (runs.isEmpty()) {
      throw new NotFoundException("there is no run '" + key + "'");
    }
    if (runs.stream().map(run -> run.runKey).distinct().count() > 1) {
      throw new BadRequestException("several runs begin with '" + key + "': give more digits");
    }
    return runs;
  }
}
