// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.study.DecodingReader;
import dev.assay.data.dataset.DatasetDiff;
import dev.assay.data.dataset.DatasetHistory;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.data.dataset.DatasetRegistry.NewDataset;
import dev.assay.data.dataset.DatasetUploads;
import dev.assay.data.dataset.DatasetView;
import dev.assay.data.dataset.DecodingProgress;
import dev.assay.data.dataset.DecodingQueue;
import dev.assay.data.dataset.VersionSummary;
import dev.assay.data.study.SplitHistory;
import dev.assay.data.study.SplitSummary;
import dev.assay.data.thumbnail.ClassExamples;
import dev.assay.datasets.leaks.LeakReport;
import dev.assay.rest.Caller;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import dev.assay.rest.Roles;
import dev.assay.rest.SourceNames;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Data sets. */
@Path("datasets")
@Produces(MediaType.APPLICATION_JSON)
public class DatasetResource {
  private static final int MOST_EXAMPLES = 100;

  private final DatasetRegistry registry;
  private final DatasetUploads uploads;
  private final DatasetHistory history;
  private final SplitHistory splits;
  private final DecodingQueue decoding;
  private final ClassExamples examples;
  private final Roles roles;

  DatasetResource(
      DatasetRegistry registry,
      DatasetUploads uploads,
      DatasetHistory history,
      SplitHistory splits,
      DecodingQueue decoding,
      ClassExamples examples,
      Roles roles) {
    this.examples = examples;
    this.roles = roles;
    this.decoding = decoding;
    this.registry = registry;
    this.uploads = uploads;
    this.history = history;
    this.splits = splits;
  }

  @POST
  @Least(Role.OPERATOR)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Scan a folder on the server and register it as a data set")
  @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
      content = @Content(schema = @Schema(implementation = NewDataset.class)))
  @APIResponse(
      responseCode = "201",
      description = "Registered; files that are left out are listed with their reasons",
      content = @Content(schema = @Schema(implementation = DatasetView.class)))
  @APIResponse(responseCode = "422", description = "Every fault; nothing is stored")
  public Response register(InputStream body, @Context RoutingContext context) throws IOException {
    return created(shown(registry.register(RequestBody.json(body, NewDataset.class)), context));
  }

  @PUT
  @Least(Role.RESEARCHER)
  @Path("{name}/upload")
  @Consumes({
    "application/zip",
    "application/x-tar",
    "application/gzip",
    MediaType.APPLICATION_OCTET_STREAM
  })
  @Operation(
      summary = "Send a folder as a zip or tar stream and register it as a data set",
      description =
          "orientation (ignore, apply), sixteen-bit (clip, min-max, high-byte), alpha (drop,"
              + " white), secondary-capture (leave-out, accept), frames (leave-out, first, middle,"
              + " last, every or a number) and slice-axis (third, second, first) say how files"
              + " become pixels; without them as in the original study. strict=true refuses a data"
              + " set of which much is left out.")
  @APIResponse(
      responseCode = "201",
      description = "Registered",
      content = @Content(schema = @Schema(implementation = DatasetView.class)))
  @APIResponse(responseCode = "413", description = "The caller has no room for it")
  @APIResponse(responseCode = "422", description = "Every fault; nothing is stored")
  @APIResponse(responseCode = "429", description = "The caller sends too many")
  public Response upload(
      @PathParam("name") String name,
      @QueryParam("layout") @Nullable String layout,
      @QueryParam("orientation") @Nullable String orientation,
      @QueryParam("sixteen-bit") @Nullable String sixteenBit,
      @QueryParam("alpha") @Nullable String alpha,
      @QueryParam("secondary-capture") @Nullable String secondaryCapture,
      @QueryParam("frames") @Nullable String frames,
      @QueryParam("slice-axis") @Nullable String sliceAxis,
      @QueryParam("strict") @Nullable Boolean strict,
      InputStream archive,
      @Context RoutingContext context)
      throws IOException {
    // Absent options are those of the original study.
    Map<String, String> given = new TreeMap<>();
    put(given, "orientation", orientation);
    put(given, "sixteen-bit", sixteenBit);
    put(given, "alpha", alpha);
    put(given, "secondary-capture", secondaryCapture);
    put(given, "frames", frames);
    put(given, "slice-axis", sliceAxis);
    DecodingOptions options = DecodingReader.of("decoding", given);
    return created(
        shown(
            uploads.register(
                name, layout, options, Boolean.TRUE.equals(strict), archive, Senders.of(context)),
            context));
  }

  private static void put(Map<String, String> given, String key, @Nullable String value) {
    if (value != null) {
      given.put(key, value);
    }
  }

  @GET
  @Least(Role.VIEWER)
  @Operation(summary = "The newest version of every data set")
  public List<DatasetView> all(@Context RoutingContext context) {
    return registry.all().stream().map(view -> shown(view, context)).toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}")
  @Operation(summary = "The newest version of a data set")
  @APIResponse(responseCode = "200", description = "Its images, classes, groups, left-out files")
  @APIResponse(responseCode = "404", description = "No such data set")
  public DatasetView one(@PathParam("name") String name, @Context RoutingContext context) {
    return shown(registry.find(name).orElseThrow(() -> unknown(name)), context);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}/progress")
  @Operation(summary = "The progress of the scan of a data set, or of the packing of its images")
  @APIResponse(responseCode = "200", description = "Files done and their total")
  @APIResponse(responseCode = "404", description = "Images of this data set are not being read")
  public DecodingProgress progress(@PathParam("name") String name) {
    return decoding
        .progress(name)
        .orElseThrow(
            () -> new NotFoundException("no images of data set '" + name + "' are being read"));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}/versions")
  @Operation(summary = "All versions of a data set, the newest first")
  @APIResponse(responseCode = "404", description = "No such data set")
  public List<VersionSummary> versions(@PathParam("name") String name) {
    return history.versions(name).orElseThrow(() -> unknown(name));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}/versions/{version}")
  @Operation(summary = "A version, by its hash or its first digits")
  @APIResponse(responseCode = "404", description = "No such data set")
  @APIResponse(responseCode = "422", description = "No such version")
  public DatasetView version(
      @PathParam("name") String name,
      @PathParam("version") String version,
      @Context RoutingContext context) {
    return shown(history.version(name, version).orElseThrow(() -> unknown(name)), context);
  }

  @GET
  @SourceNames
  @Path("{name}/diff")
  @Operation(
      summary = "Differences of two versions; by default of the current version and the one before")
  @APIResponse(responseCode = "404", description = "No such data set")
  @APIResponse(responseCode = "422", description = "No such version")
  public DatasetDiff diff(
      @PathParam("name") String name,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to) {
    return history.diff(name, from, to).orElseThrow(() -> unknown(name));
  }

  @GET
  @SourceNames
  @Path("{name}/leaks")
  @Operation(summary = "Duplicates and near-duplicates across parts, groups and classes")
  @APIResponse(responseCode = "404", description = "No such data set")
  public LeakReport leaks(@PathParam("name") String name) {
    return history.leaks(name).orElseThrow(() -> unknown(name));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}/splits")
  @Operation(summary = "The splits of the data set in studies, with statistics of their parts")
  @APIResponse(responseCode = "404", description = "No such data set")
  public List<SplitSummary> splits(@PathParam("name") String name) {
    if (registry.find(name).isEmpty()) {
      throw unknown(name);
    }
    return splits.all(name).stream().map(SplitSummary::of).toList();
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{name}/examples")
  @Operation(summary = "A few images of each class, by the ids of their contents")
  @APIResponse(responseCode = "200", description = "The same ones each time")
  @APIResponse(responseCode = "404", description = "No such data set")
  public ClassExamples.Examples examples(
      @PathParam("name") String name, @QueryParam("each") @DefaultValue("8") int each) {
    if (each < 1 || each > MOST_EXAMPLES) {
      throw new BadRequestException("each must be 1 to %d, not %d".formatted(MOST_EXAMPLES, each));
    }
    return examples.of(name, each).orElseThrow(() -> unknown(name));
  }

  private DatasetView shown(DatasetView view, RoutingContext context) {
    return Caller.of(context).filter(roles::showsSourceNames).isPresent()
        ? view
        : view.withoutSourceNames();
  }

  private static NotFoundException unknown(String name) {
    return new NotFoundException("there is no data set '" + name + "'");
  }

  private static Response created(DatasetView view) {
    return Response.status(Response.Status.CREATED).entity(view).build();
  }
}
