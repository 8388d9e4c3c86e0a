// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Makes this service anew from its topics. */
@Path("/rebuilds/{service}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RebuildResource {
  private final Rebuild rebuild;
  private final ThisService application;

  RebuildResource(Rebuild rebuild, ThisService application) {
    this.rebuild = rebuild;
    this.application = application;
  }

  @POST
  public Rebuild.Report rebuild(@PathParam("service") String service) {
    application.require(service);
    if (!rebuild.isPossible()) {
      throw new ClientErrorException(
          application.name()
              + " cannot be made anew from topics: its tables have what no topic has; restore them"
              + " from a backup",
          Response.Status.CONFLICT);
    }
    try {
      return rebuild.rebuild();
    } catch (IllegalStateException e) {
      throw new ClientErrorException(e.getMessage(), Response.Status.CONFLICT, e);
    }
  }
}
