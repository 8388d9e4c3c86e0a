// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.api;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The metrics of cells and studies. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class MetricsResource {
  private final ArtifactStore store;

  MetricsResource(ArtifactStore store) {
    this.store = store;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("studies/{id}/metrics")
  @Transactional
  @Operation(summary = "All cells of a study with their metrics, as far as they are there")
  @APIResponse(responseCode = "200", description = "The cells in the order of the study")
  @APIResponse(responseCode = "404", description = "No such study")
  public StudyMetrics ofStudy(@PathParam("id") String id) {
    StudyRow study = StudyRow.of(id);
    if (study == null) {
      throw new NotFoundException("there is no study '" + id + "'");
    }
    return new StudyMetrics(
        id, study.event().name(), CellRow.ofStudy(id).stream().map(this::metrics).toList());
  }

  @GET
  @Least(Role.VIEWER)
  @Path("cells/{cellId}/metrics")
  @Transactional
  @Operation(summary = "One cell with its metrics")
  @APIResponse(responseCode = "200", description = "Of the named study, or of the newest one")
  @APIResponse(responseCode = "404", description = "No such cell")
  public CellMetrics ofCell(
      @PathParam("cellId") String cellId, @QueryParam("study") @Nullable String study) {
    Optional<CellRow> cell = study == null ? CellRow.newest(cellId) : CellRow.of(study, cellId);
    return cell.map(this::metrics)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is no cell '"
                        + cellId
                        + "'"
                        + (study == null ? "" : " in study '" + study + "'")));
  }

  private CellMetrics metrics(CellRow cell) {
    return new CellMetrics(
        cell.studyId,
        cell.cellId,
        cell.dataset,
        cell.state,
        cell.announcedKey,
        cell.reason,
        Optional.ofNullable(cell.announcedKey)
            .flatMap(EvaluationRow::of)
            .map(this::read)
            .orElse(null));
  }

  private MetricsFile read(EvaluationRow row) {
    try {
      return MetricsFile.read(store.local(row.metrics()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
