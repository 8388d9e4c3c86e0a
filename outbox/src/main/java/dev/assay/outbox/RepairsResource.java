// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Checks what this service has stored, and has done again what is damaged or lost. */
@Path("/repairs/{service}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RepairsResource {
  private final Repairs repairs;
  private final String application;

  RepairsResource(
      Repairs repairs, @ConfigProperty(name = "quarkus.application.name") String application) {
    this.repairs = repairs;
    this.application = application;
  }

  @POST
  public Repairs.Report repair(@PathParam("service") String service) {
    if (!application.equals(service)) {
      throw new NotFoundException("this is " + application + ", not " + service);
    }
    return repairs.repair(application);
  }
}
