// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import dev.assay.reporting.CsvReports;
import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudySummary;
import dev.assay.reporting.WantedCells;
import dev.assay.reporting.forwarding.AcceptedStudies;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.render.json.JsonReport;
import dev.assay.reporting.render.latex.LatexOptions;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.terminal.TerminalReport;
import dev.assay.reporting.report.Report;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import dev.assay.terminal.Screen;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Studies as events and stored results show them. */
@Path("/studies")
@Blocking
@Tag(name = "Studies")
public class StudyResource {
  private static final int MOST = 1000;
  private static final int BUFFER = 1 << 16;

  private final Studies studies;
  private final CsvReports tables;
  private final AcceptedStudies accepted;

  StudyResource(Studies studies, CsvReports tables, AcceptedStudies accepted) {
    this.studies = studies;
    this.tables = tables;
    this.accepted = accepted;
  }

  @GET
  @Least(Role.VIEWER)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The studies, the newest first")
  public List<StudySummary> list(
      @RestQuery @DefaultValue("100") int limit, @RestQuery @DefaultValue("0") int offset) {
    if (limit < 1 || limit > MOST || offset < 0) {
      throw new ProblemException(
          Problem.badRequest("limit must be from 1 to " + MOST + " and offset at least 0"));
    }
    return studies.list(limit, offset);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/{studyId}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "A study with its cells and the live progress of their runs",
      description =
          "state: only cells in these, of pending, running, done, failed and cancelled, with commas"
              + " between; matching is how many those are. limit is from 1 to 5000.")
  @APIResponse(responseCode = "400", description = "A state, limit or offset that does not exist")
  @APIResponse(responseCode = "404", description = "No such study")
  public StudyStatus study(
      @RestPath String studyId,
      @RestQuery @DefaultValue("") String state,
      @RestQuery @DefaultValue("" + WantedCells.USUAL) int limit,
      @RestQuery @DefaultValue("0") int offset) {
    return studies
        .status(studyId, wanted(state, limit, offset))
        .or(() -> accepted.find(studyId).map(StudyStatus::accepted))
        .orElseThrow(() -> unknown(studyId));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/{studyId}/report.{format}")
  @Operation(
      summary = "The report of a study, partial while it runs",
      description =
          "format: tex, csv, json, md, txt, comparisons.csv, subgroups.csv, robustness.csv,"
              + " legacy.txt or legacy.tex. columns, boxes and bold are of txt alone: the width of"
              + " the terminal (default 80), whether it shows box characters, and whether it shows"
              + " bold text. latex is of tex alone: OPTION=VALUE,... from"
              + " width=two-columns|one-column, interval=below|beside,"
              + " spread=plus-minus|column|none, datasets=stacked|groups, numbers=plain|siunitx")
  @APIResponse(responseCode = "404", description = "No such study or format")
  @APIResponse(
      responseCode = "422",
      description = "The study has more cells than a document of all takes; csv has no such limit")
  public Response report(
      @RestPath String studyId,
      @RestPath String format,
      @RestQuery @DefaultValue("0") int columns,
      @RestQuery @DefaultValue("false") boolean boxes,
      @RestQuery @DefaultValue("false") boolean bold,
      @RestQuery @DefaultValue("") String latex) {
    Format chosen =
        Format.ofExtension(format)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "no format '%s'; accepted: %s"
                                .formatted(format, String.join(", ", Format.extensions())))));
    if (chosen == Format.CSV) {
      CsvReports.Table table = tables.of(studyId).orElseThrow(() -> unknown(studyId));
      return document(studyId, table.name(), chosen, written(table.body()));
    }
    Report report = studies.report(studyId).orElseThrow(() -> unknown(studyId));
    Object body =
        switch (chosen) {
          case TXT -> TerminalReport.render(report, new Screen(columns, boxes, bold));
          case TEX -> LatexReport.render(report, options(latex));
          case JSON -> written(out -> JsonReport.write(report, out));
          default -> chosen.render(report);
        };
    return document(studyId, report.name(), chosen, body);
  }

  private static StreamingOutput written(CsvReports.Body body) {
    return bytes -> {
      Writer out =
          new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), BUFFER);
      body.write(out);
      out.flush();
    };
  }

  private static Response document(String studyId, String name, Format format, Object body) {
    return Response.ok(body)
        .type(format.mediaType())
        .header(
            "Content-Disposition",
            "inline; filename=\"%s-%s.%s\"".formatted(name, studyId, format.extension()))
        .build();
  }

  private static WantedCells wanted(String state, int limit, int offset) {
    try {
      return WantedCells.of(state, limit, offset);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.badRequest(e.getMessage()));
    }
  }

  private static LatexOptions options(String latex) {
    try {
      return LatexOptions.parse(latex);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.badRequest("latex: " + e.getMessage()));
    }
  }

  private static ProblemException unknown(String studyId) {
    return new ProblemException(Problem.notFound("no study '" + studyId + "'"));
  }
}
