// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import dev.assay.reporting.store.AuditEntry;
import dev.assay.reporting.store.AuditLog;
import dev.assay.rest.Least;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who asked for what. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
@Blocking
public class AuditResource {
  private static final int MOST = 1_000;

  private final AuditLog log;

  AuditResource(AuditLog log) {
    this.log = log;
  }

  /**
   * What a check found.
   *
   * @param rows that were read
   * @param head hash of the last row
   * @param broken number of the first row that does not follow from the row before, if there is one
   * @param kept whether the hash that the caller gave is in the chain; absent if none was given
   */
  public record Checked(long rows, String head, @Nullable Long broken, @Nullable Boolean kept) {}

  @GET
  @Least(Role.OPERATOR)
  @Operation(summary = "Who asked for what, the newest first")
  @APIResponse(responseCode = "200", description = "Rows with a smaller number than 'before'")
  public List<AuditEntry> rows(
      @RestQuery @DefaultValue("9223372036854775807") long before,
      @RestQuery @DefaultValue("100") int limit) {
    return log.page(before, Math.clamp(limit, 0, MOST));
  }

  @GET
  @Path("/check")
  @Least(Role.OPERATOR)
  @Operation(summary = "Reads the whole log and says whether a row was changed, removed or put in")
  @APIResponse(responseCode = "200", description = "The rows, and the first that is broken")
  public Checked check(@RestQuery @Nullable String head) {
    AuditLog.Check found = log.check();
    return new Checked(
        found.rows(),
        found.head(),
        found.broken().orElse(null),
        head == null ? null : log.has(head));
  }

  @GET
  @Path("/looks")
  @Least(Role.OPERATOR)
  @Operation(summary = "How often the results of each study, so of its test sets, were looked at")
  @APIResponse(responseCode = "200", description = "By study")
  public List<AuditLog.Looks> looks() {
    return log.looks();
  }
}
