// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.thumbnail.Thumbnails;
import dev.assay.datasets.image.Thumbnail;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Small pictures of images. reporting-service decides who may see them, and passes no other request
 * on.
 */
@Path("thumbnails")
public class ThumbnailResource {
  private final Thumbnails thumbnails;

  ThumbnailResource(Thumbnails thumbnails) {
    this.thumbnails = thumbnails;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{version}/{content}")
  @Produces(Thumbnail.MEDIA_TYPE)
  @Operation(
      summary = "A small JPEG of an image of a version, by the id of its content in manifests")
  @APIResponse(responseCode = "200", description = "At most 128 pixels on the longer side")
  @APIResponse(responseCode = "404", description = "No such image, or its file is gone")
  public Response one(@PathParam("version") String version, @PathParam("content") String content)
      throws InterruptedException {
    try {
      byte[] jpeg =
          thumbnails
              .find(version, content)
              .orElseThrow(
                  () ->
                      new NotFoundException(
                          "there is no image '%s' in a version '%s'".formatted(content, version)));
      return Response.ok(jpeg)
          // The ids are hashes of what is shown.
          .header("Cache-Control", "private, max-age=86400, immutable")
          .build();
    } catch (UnusableImageException e) {
      throw new NotFoundException("there is no thumbnail, and none can be made: " + e.getMessage());
    }
  }
}
