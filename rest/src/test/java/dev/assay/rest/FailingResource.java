// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Fails in every way that a resource can fail. */
@Path("/failing")
public class FailingResource {
  /** Succeeds: something was changed. */
  @POST
  @Least(Role.RESEARCHER)
  @Path("changed")
  @Consumes(MediaType.WILDCARD)
  public String change(byte[] body) {
    return "changed with " + body.length;
  }

  /** What the answers of every service have. */
  public record Dated(Instant at, @Nullable String absent) {}

  /** Succeeds with a point in time. */
  @GET
  @Least(Role.VIEWER)
  @Path("not/at")
  @Produces(MediaType.APPLICATION_JSON)
  public Dated at() {
    return new Dated(Instant.EPOCH, null);
  }

  /** Succeeds if both are numbers. */
  @GET
  @Least(Role.VIEWER)
  @Path("page/{number}")
  public String page(
      @PathParam("number") int number, @QueryParam("limit") @DefaultValue("1") int limit) {
    return number + " " + limit;
  }

  /** Nobody has said who may do this. */
  @DELETE
  public String forgotten() {
    return "done";
  }

  /** Names files. */
  @PUT
  @SourceNames
  public String names() {
    return "a.png";
  }

  @GET
  @Least(Role.VIEWER)
  @Path("{how}")
  public String fail(@PathParam("how") String how) throws Exception {
    throw switch (how) {
      case "faults" ->
          new FaultException(
              List.of(
                  new Fault("datasets[0].layout", "x", "must be one of folder, kermany"),
                  new Fault("seeds", null, "is missing")));
      case "absent" -> new NotFoundException("there is no study 'x'");
      case "store" ->
          new ArtifactException.Unavailable("disk /secret/path is full", new IOException());
      case "disk" -> new IOException("/secret/path");
      case "problem" -> new ProblemException(Problem.badRequest("limit must be positive"));
      case "checked" -> new TimeoutException("/secret/path");
      default -> new IllegalStateException("a bug in /secret/path");
    };
  }
}
