package dev.assay.rest;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/** Fails in every way there is. */
@Path("/failing")
public class FailingResource {
  @GET
  @Path("{how}")
  public String fail(@PathParam("how") String how) {
    throw switch (how) {
      case "faults" ->
          new FaultException(
              List.of(
                  new Fault("datasets[0].layout", "x", "must be one of folder, kermany"),
                  new Fault("seeds", null, "is missing")));
      case "absent" -> new NotFoundException("there is no study 'x'");
      case "store" ->
          new ArtifactException.Unavailable("disk /secret/path is full", new java.io.IOException());
      default -> new IllegalStateException("a bug in /secret/path");
    };
  }
}
