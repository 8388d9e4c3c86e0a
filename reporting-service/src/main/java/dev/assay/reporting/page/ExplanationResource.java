// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.images.Explanations.Standing;
import dev.assay.reporting.page.ImageExplanations.Asked;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Explanations of test images, for the script of their page. */
@Path("/view/{studyId}/cells/{cellId}/images/{image}/explanation")
@Blocking
public class ExplanationResource {
  private final ImageExplanations explanations;

  ExplanationResource(ImageExplanations explanations) {
    this.explanations = explanations;
  }

  @POST
  @Least(Role.RESEARCHER)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Response request(
      @RestPath String studyId,
      @RestPath String cellId,
      @RestPath String image,
      @RestQuery @Nullable String seed,
      @RestQuery @Nullable String label) {
    return Response.accepted(explanations.request(new Asked(studyId, cellId, image, seed, label)))
        .build();
  }

  @GET
  @Least(Role.VIEWER)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Standing one(
      @RestPath String studyId,
      @RestPath String cellId,
      @RestPath String image,
      @RestQuery @Nullable String seed,
      @RestQuery @Nullable String label) {
    return explanations.find(new Asked(studyId, cellId, image, seed, label));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("picture")
  @Operation(hidden = true)
  public Response picture(
      @RestPath String studyId,
      @RestPath String cellId,
      @RestPath String image,
      @RestQuery @Nullable String seed,
      @RestQuery @Nullable String label) {
    return ImageResource.picture(
        explanations.picture(new Asked(studyId, cellId, image, seed, label)));
  }
}
