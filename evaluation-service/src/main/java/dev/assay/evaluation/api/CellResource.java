// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.study.StudyReader;
import dev.assay.evaluation.ReEvaluations;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.metrics.CurveReader;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.Unusable;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The stored predictions of a cell, evaluated with other settings, and its curves. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class CellResource {
  private final ArtifactStore store;
  private final ReEvaluations again;
  private final WorkQueue queue;

  CellResource(ArtifactStore store, ReEvaluations again, WorkQueue queue) {
    this.store = store;
    this.again = again;
    this.queue = queue;
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("cells/{cellId}/evaluations")
  @Transactional
  @Operation(
      summary = "Evaluate stored predictions with other settings; nothing is trained or scored",
      description =
          "The body is the evaluation mapping of a study, YAML or JSON: resamples, confidence,"
              + " unit, method, seed, resampling, positive-class, subgroups, ... What the study"
              + " announced stays.")
  @APIResponse(responseCode = "202", description = "Ask for the metrics at the Location")
  @APIResponse(responseCode = "404", description = "No such cell")
  @APIResponse(responseCode = "409", description = "Predictions are missing")
  @APIResponse(responseCode = "422", description = "Settings that are not accepted")
  public Response evaluate(
      @PathParam("cellId") String cellId,
      @QueryParam("study") @Nullable String study,
      String body) {
    CellRow cell = cell(cellId, study);
    StudyReader.Settings settings =
        StudyReader.readSettings(body, List.of(), SplitRow.hasFindings(cell.studyId, cell.dataset));
    if (settings.comparison() != null) {
      throw new FaultException(
          new Fault("body", null, "compares cells: ask for that at /studies/ID/comparisons"));
    }
    String key = again.request(cell, settings.plan()).orElseThrow(CellResource::missing);
    return Response.accepted(answer(key, null)).location(URI.create("/evaluations/" + key)).build();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("evaluations/{key}")
  @Transactional
  @Operation(summary = "An evaluation by its key, as far as it is there")
  @APIResponse(responseCode = "200", description = "With the metrics once it is done")
  @APIResponse(responseCode = "404", description = "Nobody has asked for it")
  public Answer<MetricsFile> evaluation(
      @PathParam("key") String key, @QueryParam("metrics") @Nullable String metrics) {
    return answer(key, metrics == null ? null : List.of(metrics.split(",", -1)));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("cells/{cellId}/curves")
  @Operation(
      summary = "ROC, precision-recall and calibration curves of a cell",
      description = "part: test or validation; seed: one of the study's, or the mean of all")
  @APIResponse(responseCode = "404", description = "No such cell, part or seed")
  @APIResponse(responseCode = "409", description = "Predictions are missing")
  public CurveReader.Curves curves(
      @PathParam("cellId") String cellId,
      @QueryParam("study") @Nullable String study,
      @QueryParam("part") @DefaultValue("test") String part,
      @QueryParam("seed") @Nullable Long seed) {
    Part chosen =
        switch (part) {
          case "test" -> Part.TEST;
          case "validation" -> Part.VALIDATION;
          default ->
              throw new NotFoundException("part must be test or validation, not '" + part + "'");
        };
    // the files are read outside of the transaction
    CellJob asked =
        QuarkusTransaction.requiringNew()
            .call(() -> again.job(cell(cellId, study)).orElseThrow(CellResource::missing));
    if (!(asked instanceof EvaluationJob job)) {
      throw new NotFoundException(
          "the models of different folds score on different scales, so that their curves cannot be"
              + " pooled: ask for the curves of the folds' own cells");
    }
    List<Long> seeds = job.seedNumbers();
    if (seed != null && !seeds.contains(seed)) {
      throw new NotFoundException("seed must be one of " + seeds + ", not " + seed);
    }
    try {
      return new CurveReader(store).read(job, chosen, seed);
    } catch (Unusable e) {
      throw new WebApplicationException(e.getMessage(), Response.Status.SERVICE_UNAVAILABLE);
    }
  }

  private Answer<MetricsFile> answer(String key, @Nullable List<String> names) {
    WorkStatus status =
        queue
            .status(key)
            .orElseThrow(() -> new NotFoundException("there is no evaluation '" + key + "'"));
    return new Answer<>(
        key,
        status.state(),
        status.reason(),
        EvaluationRow.of(key).map(this::read).map(file -> only(file, names)).orElse(null));
  }

  private static MetricsFile only(MetricsFile file, @Nullable List<String> names) {
    if (names == null) {
      return file;
    }
    List<String> known = file.metrics().test().stream().map(MetricsFile.Metric::name).toList();
    if (!known.containsAll(names)) {
      throw new NotFoundException("metrics must be among " + known + ", not " + names);
    }
    return file.withOnly(names);
  }

  private static CellRow cell(String cellId, @Nullable String study) {
    Optional<CellRow> cell = study == null ? CellRow.newest(cellId) : CellRow.of(study, cellId);
    return cell.orElseThrow(() -> new NotFoundException("there is no cell '" + cellId + "'"));
  }

  private static ClientErrorException missing() {
    return new ClientErrorException(
        "the predictions of the cell are not all there yet", Response.Status.CONFLICT);
  }

  private MetricsFile read(EvaluationRow row) {
    try {
      return MetricsFile.read(store.local(row.metrics()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
