// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.study.StudyReader;
import dev.assay.evaluation.Comparisons;
import dev.assay.evaluation.store.ComparisonRequestRow;
import dev.assay.evaluation.store.ComparisonRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.ClientErrorException;
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
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The comparisons of a study, and comparisons with other settings. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ComparisonsResource {
  private final ArtifactStore store;
  private final Comparisons comparisons;
  private final WorkQueue queue;

  ComparisonsResource(ArtifactStore store, Comparisons comparisons, WorkQueue queue) {
    this.store = store;
    this.comparisons = comparisons;
    this.queue = queue;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("studies/{id}/comparisons")
  @Transactional
  @Operation(
      summary = "The newest comparison of each data set of a study, as far as they are there")
  @APIResponse(responseCode = "404", description = "No such study")
  public List<DatasetComparison> ofStudy(@PathParam("id") String id) {
    study(id);
    return ComparisonRequestRow.ofStudy(id).stream().map(this::comparison).toList();
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("studies/{id}/comparisons")
  @Transactional
  @Operation(
      summary =
          "Compare stored predictions with other settings: exploratory, and one more interim"
              + " analysis",
      description =
          "The body is the evaluation mapping of a study, YAML or JSON: primary, pairs, reference,"
              + " contrasts, adjusted-p, alpha, margin, resamples, unit, method, ...")
  @APIResponse(responseCode = "202", description = "Ask for it at the Location")
  @APIResponse(responseCode = "404", description = "No such study or data set")
  @APIResponse(responseCode = "409", description = "Cells are still being evaluated")
  @APIResponse(responseCode = "422", description = "Settings that are not accepted")
  public Response compare(
      @PathParam("id") String id, @QueryParam("dataset") @Nullable String dataset, String body) {
    List<Cell> all = study(id).event().cells();
    List<String> datasets = all.stream().map(Cell::dataset).distinct().toList();
    String chosen = dataset == null && datasets.size() == 1 ? datasets.getFirst() : dataset;
    List<Cell> cells = all.stream().filter(cell -> cell.dataset().equals(chosen)).toList();
    if (cells.isEmpty()) {
      throw new NotFoundException("dataset must be one of " + datasets + ", not '" + dataset + "'");
    }
    StudyReader.Settings settings =
        StudyReader.readSettings(body, cells, SplitRow.hasFindings(id, cells.getFirst().dataset()));
    String key =
        comparisons
            .again(id, cells, settings.comparison(), settings.plan())
            .orElseThrow(
                () ->
                    new ClientErrorException(
                        "there are no two cells with metrics, or others are still being evaluated",
                        Response.Status.CONFLICT));
    return Response.accepted(answer(key)).location(URI.create("/comparisons/" + key)).build();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("comparisons/{key}")
  @Transactional
  @Operation(summary = "A comparison by its key, as far as it is there")
  @APIResponse(responseCode = "404", description = "Nobody has asked for it")
  public Answer<ComparisonsFile> ofKey(@PathParam("key") String key) {
    return answer(key);
  }

  private Answer<ComparisonsFile> answer(String key) {
    WorkStatus status =
        queue
            .status(Comparisons.workKey(key))
            .orElseThrow(() -> new NotFoundException("there is no comparison '" + key + "'"));
    return new Answer<>(
        key,
        status.state(),
        status.reason(),
        ComparisonRow.of(key).map(row -> read(row.file())).orElse(null));
  }

  private DatasetComparison comparison(ComparisonRequestRow request) {
    @Nullable String key = request.announcedKey;
    return new DatasetComparison(
        request.dataset,
        key,
        key != null && key.equals(request.comparisonKey),
        request.reason,
        Optional.ofNullable(key)
            .flatMap(ComparisonRow::of)
            .map(row -> read(row.file()))
            .orElse(null));
  }

  private static StudyRow study(String id) {
    StudyRow study = StudyRow.of(id);
    if (study == null) {
      throw new NotFoundException("there is no study '" + id + "'");
    }
    return study;
  }

  private ComparisonsFile read(ArtifactRef ref) {
    try {
      return ComparisonsFile.read(store.local(ref));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
