// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * Pictures for pages, and what scripts ask of images. Refusals are JSON: nobody reads them as a
 * page.
 */
@Path("/")
@Blocking
public class ImageResource {
  private final ImagePages images;

  ImageResource(ImagePages images) {
    this.images = images;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}/images/{image}/thumbnail")
  @Operation(hidden = true)
  public Response thumbnail(
      @RestPath String studyId, @RestPath String cellId, @RestPath String image) {
    return picture(images.thumbnail(studyId, cellId, image));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/cells/{cellId}/images/{image}/input")
  @Operation(hidden = true)
  public Response input(@RestPath String studyId, @RestPath String cellId, @RestPath String image) {
    return picture(images.input(studyId, cellId, image));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("thumbnails/{version}/{content}")
  @Tag(name = "Page")
  @Operation(summary = "A small picture of an image of a version, by the id of its content")
  @APIResponse(responseCode = "200", description = "A JPEG")
  @APIResponse(responseCode = "403", description = "The caller may not see images")
  @APIResponse(responseCode = "404", description = "No such image")
  public Response ofVersion(@RestPath String version, @RestPath String content) {
    return picture(images.ofVersion(version, content));
  }

  /** A day: who may no longer see images tomorrow does not see them in a cache. */
  static Response picture(ImagePages.Picture picture) {
    return Response.ok(picture.bytes(), picture.mediaType())
        .header("Cache-Control", "private, max-age=86400")
        .build();
  }
}
