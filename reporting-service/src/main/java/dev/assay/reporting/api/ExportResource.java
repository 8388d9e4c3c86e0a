// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import dev.assay.reporting.Exports;
import dev.assay.reporting.export.ExportArchive;
import dev.assay.reporting.export.ExportFile;
import dev.assay.reporting.export.ExportPart;
import dev.assay.reporting.export.StudyExport;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Everything of a study, to be taken away. */
@Path("/studies/{studyId}")
@Blocking
@Tag(name = "Studies")
public class ExportResource {
  private final Exports exports;

  ExportResource(Exports exports) {
    this.exports = exports;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/export.zip")
  @Produces("application/zip")
  @Operation(
      summary = "Predictions, models, losses, features, splits, logs and reports as one zip stream",
      description = "Its last file, SHA256SUMS, has the hashes of all others")
  @APIResponse(responseCode = "200", description = "The same study gives the same bytes")
  @APIResponse(responseCode = "400", description = "No such part")
  @APIResponse(responseCode = "404", description = "No such study")
  public Response archive(
      @RestPath String studyId,
      @Parameter(description = "Parts with commas between; absent: all") @RestQuery
          @Nullable String parts) {
    List<ExportFile> files = export(studyId).files(parsed(parts));
    StreamingOutput body = out -> ExportArchive.write(files, out);
    return Response.ok(body)
        .header("Content-Disposition", "attachment; filename=\"%s.zip\"".formatted(studyId))
        .build();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/files")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The paths of the files that an export of the study has now")
  @APIResponse(responseCode = "404", description = "No such study")
  public List<String> files(@RestPath String studyId) {
    return export(studyId).files(EnumSet.allOf(ExportPart.class)).stream()
        .map(ExportFile::path)
        .toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/files/{path: .+}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(summary = "One file of an export")
  @APIResponse(responseCode = "404", description = "No such study or file")
  public Response file(@RestPath String studyId, @RestPath String path) {
    ExportFile file =
        export(studyId).files(EnumSet.allOf(ExportPart.class)).stream()
            .filter(of -> of.path().equals(path))
            .findFirst()
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound("no file '%s' of study '%s'".formatted(path, studyId))));
    StreamingOutput body = out -> file.content().write(out);
    return Response.ok(body)
        .header(
            "Content-Disposition",
            "attachment; filename=\"%s\"".formatted(path.substring(path.lastIndexOf('/') + 1)))
        .build();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/report.html")
  @Produces("text/html;charset=UTF-8")
  @Operation(summary = "The report as one interactive HTML file, which loads nothing")
  @APIResponse(responseCode = "404", description = "No such study")
  public String html(@RestPath String studyId) {
    return export(studyId).html();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("/report.pdf")
  @Produces("application/pdf")
  @Operation(summary = "The report as an article")
  @APIResponse(responseCode = "404", description = "No such study")
  public byte[] pdf(@RestPath String studyId) throws IOException {
    return export(studyId).pdf();
  }

  private StudyExport export(String studyId) {
    return exports
        .of(studyId)
        .orElseThrow(() -> new ProblemException(Problem.notFound("no study '" + studyId + "'")));
  }

  private static Set<ExportPart> parsed(@Nullable String parts) {
    try {
      return ExportPart.parse(parts);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.badRequest("parts: " + e.getMessage()));
    }
  }
}
