// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.report.Report;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The studies in a browser. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class PageResource {
  private static final int SHOWN = 200;

  private final Studies studies;

  PageResource(Studies studies) {
    this.studies = studies;
  }

  @GET
  @Operation(hidden = true)
  public Response list() {
    return html(StudiesPage.render(studies.list(SHOWN, 0)));
  }

  @GET
  @Path("view/{studyId}")
  @Operation(hidden = true)
  public Response study(@RestPath String studyId) {
    Report report = studies.report(studyId).orElseThrow(() -> unknown(studyId));
    StudyStatus status = studies.status(studyId).orElseThrow(() -> unknown(studyId));
    return html(StudyPage.render(status, report));
  }

  /** Names come from people, so no page may run or load anything, whatever they contain. */
  private static Response html(String page) {
    return Response.ok(page)
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static ProblemException unknown(String studyId) {
    return new ProblemException(Problem.notFound("no study '" + studyId + "'"));
  }
}
