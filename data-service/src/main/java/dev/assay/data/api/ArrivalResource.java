package dev.assay.data.api;

import dev.assay.data.arrival.BatchView;
import dev.assay.data.arrival.Batches;
import dev.assay.data.arrival.WatchView;
import dev.assay.data.arrival.WatchedFolders;
import dev.assay.data.arrival.WatchedFolders.NewWatch;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** How new images of a data set get in. */
@Path("datasets/{name}")
@Produces(MediaType.APPLICATION_JSON)
public class ArrivalResource {
  private final WatchedFolders folders;
  private final Batches batches;

  ArrivalResource(WatchedFolders folders, Batches batches) {
    this.folders = folders;
    this.batches = batches;
  }

  @PUT
  @Path("watch")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Watch the data set's folder: what is put there becomes a new version")
  @RequestBody(content = @Content(schema = @Schema(implementation = NewWatch.class)))
  @APIResponse(
      responseCode = "200",
      description = "It is watched from now on",
      content = @Content(schema = @Schema(implementation = WatchView.class)))
  @APIResponse(responseCode = "404", description = "No such data set")
  @APIResponse(responseCode = "422", description = "Every fault; nothing has changed")
  public WatchView watch(@PathParam("name") String name, InputStream body) throws IOException {
    NewWatch wanted = dev.assay.data.api.RequestBody.json(body, NewWatch.class);
    return folders.watch(name, wanted).orElseThrow(() -> unknown(name));
  }

  @GET
  @Path("watch")
  @Operation(summary = "How the data set's folder is watched")
  @APIResponse(responseCode = "404", description = "No such data set, or it is not watched")
  public WatchView watched(@PathParam("name") String name) {
    return folders.of(name).orElseThrow(() -> notWatched(name));
  }

  @DELETE
  @Path("watch")
  @Operation(summary = "Watch it no longer; what has arrived is still dealt with")
  @APIResponse(responseCode = "200", description = "Not watched from now on; how it was until now")
  @APIResponse(responseCode = "404", description = "No such data set, or it is not watched")
  public WatchView stop(@PathParam("name") String name) {
    return folders.stop(name).orElseThrow(() -> notWatched(name));
  }

  @GET
  @Path("batches")
  @Operation(summary = "What arrived, and what came of it; the newest batches first")
  @APIResponse(responseCode = "404", description = "No such data set")
  public List<BatchView> batches(@PathParam("name") String name) {
    return batches.newest(name).orElseThrow(() -> unknown(name));
  }

  private static NotFoundException unknown(String name) {
    return new NotFoundException("there is no data set '" + name + "'");
  }

  private static NotFoundException notWatched(String name) {
    return new NotFoundException("data set '" + name + "' is not watched");
  }
}
