// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.api;

import dev.assay.contracts.ArtifactRef;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import dev.assay.training.RunSpec;
import dev.assay.training.child.ScratchFolders;
import dev.assay.training.store.CellRunRow;
import dev.assay.training.store.FeaturesRow;
import dev.assay.training.store.RunRow;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The trainings. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");
  private static final int MOST_LOG = 1 << 20;

  private final WorkQueue queue;
  private final ScratchFolders folders;

  RunResource(WorkQueue queue, ScratchFolders folders) {
    this.queue = queue;
    this.folders = folders;
  }

  @GET
  @Least(Role.VIEWER)
  @Transactional
  @Operation(summary = "The runs of a study")
  @APIResponse(responseCode = "200", description = "In the order of cells and seeds")
  @APIResponse(responseCode = "400", description = "No study was named")
  public List<RunView> ofStudy(
      @Parameter(description = "The study's id", required = true) @QueryParam("study")
          @Nullable String study) {
    if (study == null || study.isBlank()) {
      throw new BadRequestException("name a study: /runs?study=ID");
    }
    return CellRunRow.ofStudy(study).stream()
        .map(cell -> cell.runKey)
        .distinct()
        .flatMap(key -> RunRow.of(key).stream())
        .flatMap(this::view)
        .toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{key}")
  @Transactional
  @Operation(summary = "One run")
  @APIResponse(responseCode = "200", description = "The run")
  @APIResponse(responseCode = "404", description = "No run key begins with these digits")
  @APIResponse(responseCode = "400", description = "Not a key, or several run keys begin with it")
  public RunView run(
      @Parameter(description = "Its key, or the first four or more digits of it") @PathParam("key")
          String key) {
    return view(find(key)).findFirst().orElseThrow(() -> unknown(key));
  }

  @GET
  @Least(Role.RESEARCHER)
  @Path("{key}/log")
  @Produces(MediaType.TEXT_PLAIN)
  @Transactional
  @Operation(summary = "The end of a run's log, which has all its attempts")
  @APIResponse(responseCode = "200", description = "Whole lines")
  @APIResponse(responseCode = "404", description = "No such run, or no log of it on this machine")
  public String log(
      @PathParam("key") String key,
      @Parameter(description = "Number of bytes from the end, at most 1048576")
          @QueryParam("bytes")
          @DefaultValue("65536")
          int bytes)
      throws IOException {
    if (bytes < 1 || bytes > MOST_LOG) {
      throw new BadRequestException("bytes must be from 1 to " + MOST_LOG + ", not " + bytes);
    }
    RunRow row = find(key);
    java.nio.file.Path log = folders.log(row.runKey);
    if (!Files.exists(log)) {
      throw new NotFoundException(
          "run " + row.runKey + " has no log on this machine: it has not run here yet");
    }
    return LogTail.read(log, bytes);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{key}/features")
  @Transactional
  @Operation(summary = "The features of a run's frozen backbone for the images that it trained on")
  @APIResponse(responseCode = "200", description = "Where they are in the artifact store")
  @APIResponse(responseCode = "404", description = "No such run, or none of its features are kept")
  public ArtifactRef features(@PathParam("key") String key) {
    RunRow row = find(key);
    RunSpec run = row.spec();
    return Optional.of(run)
        .filter(of -> of.training().frozen())
        .flatMap(
            of ->
                of.features() == null
                    ? FeaturesRow.of(of.featuresKey())
                    : Optional.ofNullable(of.features()))
        .orElseThrow(
            () -> new NotFoundException("no features are kept of run '" + row.runKey + "'"));
  }

  private Stream<RunView> view(RunRow row) {
    Optional<WorkStatus> work = queue.status(row.runKey);
    return work.stream().map(status -> RunView.of(row, status, CellRunRow.ofRun(row.runKey)));
  }

  private static RunRow find(String key) {
    if (!PREFIX.matcher(key).matches()) {
      throw new BadRequestException(
          "a run is given by the first 4 to 64 hexadecimal digits of its key, not by '"
              + key
              + "'");
    }
    List<RunRow> found = RunRow.beginningWith(key);
    if (found.size() > 1) {
      throw new BadRequestException("several run keys begin with '" + key + "'; give more digits");
    }
    return found.stream().findFirst().orElseThrow(() -> unknown(key));
  }

  private static NotFoundException unknown(String key) {
    return new NotFoundException("there is no training run '" + key + "'");
  }
}
