// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Checks what this service has stored, and has done again what is damaged or lost. */
@Path("/repairs/{service}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RepairsResource {
  private final Repairs repairs;
  private final ThisService application;

  RepairsResource(Repairs repairs, ThisService application) {
    this.repairs = repairs;
    this.application = application;
  }

  @POST
  public Repairs.Report repair(@PathParam("service") String service) {
    application.require(service);
    return repairs.repair(application.name());
  }
}
