// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.data.quota.UploadQuota;
import dev.assay.data.quota.UploadUsage;
import dev.assay.rest.Caller;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What callers hold in uploads. */
@Path("uploads")
@Produces(MediaType.APPLICATION_JSON)
public class UploadResource {
  private final UploadQuota quota;

  UploadResource(UploadQuota quota) {
    this.quota = quota;
  }

  @GET
  @Least(Role.RESEARCHER)
  @Operation(
      summary =
          "What each caller holds in uploads, and the limits; who is no operator sees only"
              + " themselves")
  @APIResponse(responseCode = "200", description = "0 is no limit")
  public UploadUsage usage(@Context RoutingContext context) {
    Caller caller = Caller.of(context).orElse(Caller.STACK);
    return quota.usage(caller.role().mayDoWhatNeeds(Role.OPERATOR) ? null : caller.name());
  }
}
