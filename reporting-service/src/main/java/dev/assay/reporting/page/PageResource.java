// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.page.Figure.Drawing;
import dev.assay.rest.Least;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The page in a browser. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class PageResource {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final StudyPages studies;
  private final DataPages data;
  private final ImagePages images;
  private final Pages pages;

  PageResource(StudyPages studies, DataPages data, ImagePages images, Pages pages) {
    this.images = images;
    this.studies = studies;
    this.data = data;
    this.pages = pages;
  }

  @GET
  @Least(Role.VIEWER)
  @Operation(hidden = true)
  public Response list() {
    return shown("studies", studies.list());
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}")
  @Operation(hidden = true)
  public Response study(@RestPath String studyId) {
    return shown("study", studies.progress(studyId));
  }

  /**
   * Whether there is such a page: asked again and again by whoever has just submitted the study.
   */
  @HEAD
  @Least(Role.VIEWER)
  @Path("view/{studyId}")
  @Operation(hidden = true)
  public Response isThere(@RestPath String studyId) {
    return Response.status(studies.isKnown(studyId) ? OK : NOT_FOUND).build();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/results")
  @Operation(hidden = true)
  public Response results(@RestPath String studyId) {
    return shown("results", studies.results(studyId));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/files")
  @Operation(hidden = true)
  public Response files(@RestPath String studyId) {
    return shown("files", studies.files(studyId));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}")
  @Operation(hidden = true)
  public Response cell(@RestPath String studyId, @RestPath String cellId) {
    return shown("cell", studies.cell(studyId, cellId));
  }

  /**
   * The test images of a cell.
   *
   * @param finding name, where images may show several; absent: the first
   * @param truth of it: {@code all}, {@code present}, {@code absent} or {@code unknown}
   * @param order {@code loss} or {@code confidence}; of findings {@code wrong} or {@code
   *     probability}
   */
  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}/images")
  @Operation(hidden = true)
  public Response images(
      @RestPath String studyId,
      @RestPath String cellId,
      @RestQuery @Nullable String finding,
      @RestQuery @Nullable String truth,
      @RestQuery @Nullable String order,
      @RestQuery @Nullable Integer page) {
    return shown(images.list(studyId, cellId, new ImagePages.Wanted(finding, truth, order, page)));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}/images/{image}")
  @Operation(hidden = true)
  public Response image(
      @RestPath String studyId,
      @RestPath String cellId,
      @RestPath String image,
      @RestQuery @Nullable String finding) {
    return shown(images.one(studyId, cellId, image, finding));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/figures/{name}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Drawing figure(@RestPath String studyId, @RestPath String name) {
    return studies.figure(studyId, name);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}/figures/{name}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Drawing figure(@RestPath String studyId, @RestPath String cellId, @RestPath String name) {
    return studies.figure(studyId, cellId, name);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("data")
  @Operation(hidden = true)
  public Response datasets() {
    return shown("datasets", data.list());
  }

  @GET
  @Least(Role.VIEWER)
  @Path("data/{name}")
  @Operation(hidden = true)
  public Response dataset(@RestPath String name) {
    return shown("dataset", data.one(name));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("data/{name}/leaks")
  @Operation(hidden = true)
  public Response leaks(@RestPath String name) {
    return shown("leaks", data.leaks(name));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("upload")
  @Operation(hidden = true)
  public Response upload() {
    return shown("upload", data.upload());
  }

  @GET
  @Least(Role.VIEWER)
  @Path("start")
  @Operation(hidden = true)
  public Response start() {
    return shown("start", data.start());
  }

  private Response shown(ImagePages.Shown of) {
    return shown(of.template(), of.page());
  }

  private Response shown(String template, Page page) {
    return pages.response(OK, template, page).build();
  }

  /** A person gets a page in place of the JSON. */
  @ServerExceptionMapper
  Response problem(ProblemException e) {
    return pages
        .response(
            e.problem().status(),
            "problem",
            new ProblemPage(pages.frame(""), e.problem().title(), e.problem().detail()))
        .build();
  }
}
