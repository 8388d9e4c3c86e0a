// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.weights.WeightsRegistry;
import dev.assay.data.weights.WeightsView;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Weights files. */
@Path("weights")
@Produces(MediaType.APPLICATION_JSON)
public class WeightsResource {
  private static final String SIDECAR = ".json";

  private final WeightsRegistry registry;

  WeightsResource(WeightsRegistry registry) {
    this.registry = registry;
  }

  /**
   * A file to register.
   *
   * @param path absolute, on the server; a JSON file with the same name and {@code .json} at its
   *     end can describe the file
   */
  public record NewWeights(@Nullable String path) {}

  @POST
  @Least(Role.OPERATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Register a weights file on the server")
  @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
      content = @Content(schema = @Schema(implementation = NewWeights.class)))
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(implementation = WeightsView.class)))
  @APIResponse(responseCode = "422", description = "Not usable, and why; nothing is stored")
  public Response register(InputStream body) throws IOException {
    NewWeights wanted = RequestBody.json(body, NewWeights.class);
    return created(registry.register(wanted.path()));
  }

  @PUT
  @Least(Role.RESEARCHER)
  @Path("{fileName}")
  @Consumes(MediaType.WILDCARD)
  @Operation(
      summary =
          "Send a weights file, or before it its description, with .json at the end of the name")
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(implementation = WeightsView.class)))
  @APIResponse(
      responseCode = "204",
      description = "The description is stored until the file is sent")
  @APIResponse(responseCode = "422", description = "Not usable, and why; nothing is stored")
  @APIResponse(responseCode = "413", description = "The caller has no room for it")
  @APIResponse(responseCode = "429", description = "The caller sends too many")
  public Response upload(
      @PathParam("fileName") String fileName, InputStream bytes, @Context RoutingContext context)
      throws IOException {
    if (fileName.endsWith(SIDECAR)) {
      registry.describe(fileName.substring(0, fileName.length() - SIDECAR.length()), bytes);
      return Response.noContent().build();
    }
    return created(registry.upload(fileName, bytes, Senders.of(context)));
  }

  @GET
  @Least(Role.VIEWER)
  @Operation(summary = "Every registered weights file; the first one of a backbone is used")
  public List<WeightsView> all() {
    return registry.all();
  }

  private static Response created(WeightsView view) {
    return Response.status(Response.Status.CREATED).entity(view).build();
  }
}
