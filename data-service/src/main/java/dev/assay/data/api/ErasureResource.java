// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.erasure.ErasureView;
import dev.assay.data.erasure.ErasureWanted;
import dev.assay.data.erasure.Erasures;
import dev.assay.rest.Caller;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Erases data. What is erased is in the body and never in a path, since paths are written down. */
@Path("erasures")
@Produces(MediaType.APPLICATION_JSON)
public class ErasureResource {
  private final Erasures erasures;
  private final RoutingContext request;

  ErasureResource(Erasures erasures, RoutingContext request) {
    this.erasures = erasures;
    this.request = request;
  }

  @POST
  @Least(Role.OPERATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Erase a study, a version of a data set, a data set, weights, a patient or an image;"
              + " dryRun only looks")
  @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
      content = @Content(schema = @Schema(implementation = ErasureWanted.class)))
  @APIResponse(
      responseCode = "200",
      description = "What would be removed; this was a dry run",
      content = @Content(schema = @Schema(implementation = ErasureView.class)))
  @APIResponse(
      responseCode = "202",
      description = "It has begun; the receipt comes at /erasures/{id} of the entry",
      content = @Content(schema = @Schema(implementation = ErasureView.class)))
  @APIResponse(responseCode = "404", description = "There is no such thing, or no longer")
  @APIResponse(responseCode = "422", description = "What is to be erased is not named")
  public Response erase(
      @QueryParam("dryRun") @DefaultValue("false") boolean dryRun, InputStream body)
      throws IOException {
    ErasureWanted wanted = RequestBody.json(body, ErasureWanted.class);
    Optional<ErasureView> view =
        dryRun
            ? erasures.preview(wanted)
            : erasures.erase(wanted, Caller.of(request).orElse(Caller.STACK).name());
    return Response.status(dryRun ? Response.Status.OK : Response.Status.ACCEPTED)
        .entity(
            view.orElseThrow(
                () ->
                    new NotFoundException(
                        "there is no such " + wanted.subject() + ", or it was erased before")))
        .build();
  }
}
