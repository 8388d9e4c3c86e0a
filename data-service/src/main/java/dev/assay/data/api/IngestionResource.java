// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.ingestion.BatchHistory;
import dev.assay.data.ingestion.BatchView;
import dev.assay.data.ingestion.BucketView;
import dev.assay.data.ingestion.FolderWatches;
import dev.assay.data.ingestion.FolderWatches.NewWatch;
import dev.assay.data.ingestion.ImageUploads;
import dev.assay.data.ingestion.ImageUploads.Accepted;
import dev.assay.data.ingestion.ImageUploads.Upload;
import dev.assay.data.ingestion.WatchView;
import dev.assay.data.ingestion.WatchedBuckets;
import dev.assay.data.ingestion.WatchedBuckets.NewBucket;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Ingestion: how new images get into a data set. */
@Path("datasets/{name}")
@Produces(MediaType.APPLICATION_JSON)
public class IngestionResource {
  /** 1 December 2026 (RFC 9745). */
  private static final String DEPRECATED_SINCE = "@1796083200";

  private final FolderWatches folders;
  private final BatchHistory batches;
  private final ImageUploads uploads;
  private final WatchedBuckets buckets;

  IngestionResource(
      FolderWatches folders, BatchHistory batches, ImageUploads uploads, WatchedBuckets buckets) {
    this.buckets = buckets;
    this.folders = folders;
    this.uploads = uploads;
    this.batches = batches;
  }

  @PUT
  @Least(Role.OPERATOR)
  @Path("watch")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary =
          "Watch the folder of the data set, all the time or on a schedule: changes become a"
              + " version")
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
  @Least(Role.VIEWER)
  @Path("watch")
  @Operation(summary = "How the data set's folder is watched")
  @APIResponse(responseCode = "404", description = "No such data set, or it is not watched")
  public WatchView watched(@PathParam("name") String name) {
    return folders.of(name).orElseThrow(() -> notWatched(name));
  }

  @DELETE
  @Least(Role.OPERATOR)
  @Path("watch")
  @Operation(summary = "Watch the folder no longer; files that were found are still ingested")
  @APIResponse(responseCode = "200", description = "Not watched from now on; how it was until now")
  @APIResponse(responseCode = "404", description = "No such data set, or it is not watched")
  public WatchView stop(@PathParam("name") String name) {
    return folders.stop(name).orElseThrow(() -> notWatched(name));
  }

  @PUT
  @Least(Role.OPERATOR)
  @Path("bucket")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Ingest the objects of a bucket, present and future, into an uploaded data set")
  @RequestBody(content = @Content(schema = @Schema(implementation = NewBucket.class)))
  @APIResponse(
      responseCode = "200",
      description = "The bucket is watched from now on",
      content = @Content(schema = @Schema(implementation = BucketView.class)))
  @APIResponse(responseCode = "404", description = "No such data set")
  @APIResponse(responseCode = "422", description = "Every fault; nothing has changed")
  public BucketView watchBucket(@PathParam("name") String name, InputStream body)
      throws IOException {
    NewBucket wanted = dev.assay.data.api.RequestBody.json(body, NewBucket.class);
    return buckets.watch(name, wanted).orElseThrow(() -> unknown(name));
  }

  @GET
  @Least(Role.VIEWER)
  @Path("bucket")
  @Operation(summary = "The bucket whose objects the data set ingests")
  @APIResponse(
      responseCode = "404",
      description = "No such data set, or no bucket of it is watched")
  public BucketView bucket(@PathParam("name") String name) {
    return buckets.of(name).orElseThrow(() -> noBucket(name));
  }

  @DELETE
  @Least(Role.OPERATOR)
  @Path("bucket")
  @Operation(summary = "Watch the bucket no longer; images that were ingested stay")
  @APIResponse(responseCode = "200", description = "Not watched from now on; how it was until now")
  @APIResponse(
      responseCode = "404",
      description = "No such data set, or no bucket of it is watched")
  public BucketView stopBucket(@PathParam("name") String name) {
    return buckets.stop(name).orElseThrow(() -> noBucket(name));
  }

  @POST
  @Least(Role.RESEARCHER)
  @Path("ingestions")
  @Consumes({"application/zip", MediaType.WILDCARD})
  @Operation(summary = "Send images for a data set that was uploaded: a zip, a tar, or one image")
  @Parameter(
      name = "Assay-Path",
      in = ParameterIn.HEADER,
      description = "Of one image: its path in the data set, percent-encoded UTF-8")
  @Parameter(
      name = "Content-Digest",
      in = ParameterIn.HEADER,
      description = "sha-256=:BASE64: of the bytes (RFC 9530); other bytes are refused")
  @APIResponse(
      responseCode = "202",
      description = "They are in a batch, which becomes a version",
      content = @Content(schema = @Schema(implementation = Accepted.class)))
  @APIResponse(responseCode = "404", description = "No such data set")
  @APIResponse(responseCode = "413", description = "The caller has no room for it")
  @APIResponse(responseCode = "422", description = "Every fault; nothing is kept")
  @APIResponse(responseCode = "429", description = "The caller sends too many")
  public Response send(
      @PathParam("name") String name,
      @HeaderParam("Content-Type") @Nullable String type,
      @HeaderParam("Assay-Path") @Nullable String path,
      @HeaderParam("Content-Digest") @Nullable String digest,
      InputStream body,
      @Context RoutingContext context)
      throws IOException {
    Upload upload =
        isArchive(type, path) ? new Upload.Archive(body) : new Upload.Image(decoded(path), body);
    Accepted accepted =
        uploads.accept(name, upload, digest, Senders.of(context)).orElseThrow(() -> unknown(name));
    return Response.accepted(accepted).build();
  }

  /**
   * The earlier path of {@link #send}.
   *
   * @deprecated {@code POST /datasets/{name}/ingestions}
   */
  @POST
  @Least(Role.RESEARCHER)
  @Path("arrivals")
  @Consumes({"application/zip", MediaType.WILDCARD})
  @Operation(summary = "The earlier path of ingestions", deprecated = true)
  @Deprecated
  public Response sendByEarlierPath(
      @PathParam("name") String name,
      @HeaderParam("Content-Type") @Nullable String type,
      @HeaderParam("Assay-Path") @Nullable String path,
      @HeaderParam("Content-Digest") @Nullable String digest,
      InputStream body,
      @Context RoutingContext context)
      throws IOException {
    return Response.fromResponse(send(name, type, path, digest, body, context))
        .header("Deprecation", DEPRECATED_SINCE)
        .header("Link", "<ingestions>; rel=\"successor-version\"")
        .build();
  }

  /** One image may be packed with gzip, too, as those of NIfTI are, and then has a path. */
  private static boolean isArchive(@Nullable String type, @Nullable String path) {
    return type != null
        && (type.startsWith("application/zip")
            || type.startsWith("application/x-tar")
            || (type.startsWith("application/gzip") && path == null));
  }

  /** A header is ASCII, so the path in it is percent-encoded. */
  private static @Nullable String decoded(@Nullable String path) {
    try {
      return path == null
          ? null
          : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new FaultException(
          new Fault("Assay-Path", path, "must be percent-encoded UTF-8: " + e.getMessage()));
    }
  }

  @GET
  @Least(Role.VIEWER)
  @Path("batches")
  @Operation(
      summary = "The batches of a data set and the versions that they made, the newest first")
  @APIResponse(responseCode = "404", description = "No such data set")
  public List<BatchView> batches(@PathParam("name") String name) {
    return batches.newest(name).orElseThrow(() -> unknown(name));
  }

  private static NotFoundException unknown(String name) {
    return new NotFoundException("there is no data set '" + name + "'");
  }

  private static NotFoundException noBucket(String name) {
    return new NotFoundException("no bucket of data set '" + name + "' is watched");
  }

  private static NotFoundException notWatched(String name) {
    return new NotFoundException("data set '" + name + "' is not watched");
  }
}
