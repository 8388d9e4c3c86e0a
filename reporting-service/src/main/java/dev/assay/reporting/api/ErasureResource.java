// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.reporting.collection.ErasureEnd;
import dev.assay.reporting.store.ErasureLedger;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Erasures and their receipts. */
@Path("/erasures")
@Blocking
@Tag(name = "Erasures")
@Produces(MediaType.APPLICATION_JSON)
public class ErasureResource {
  private static final int MOST = 1000;

  private final ErasureLedger ledger;
  private final ErasureEnd end;

  ErasureResource(ErasureLedger ledger, ErasureEnd end) {
    this.ledger = ledger;
    this.end = end;
  }

  /**
   * An erasure.
   *
   * @param state {@code removing} or {@code ended}
   * @param waitsFor services that have not removed their part yet
   * @param receipt absent until everything is removed
   * @param receiptSha256 as the audit log has it; absent with the receipt
   */
  public record ErasureState(
      String erasure,
      String subject,
      String by,
      String requestedAt,
      String state,
      List<String> waitsFor,
      @Nullable JsonNode receipt,
      @Nullable String receiptSha256) {}

  @GET
  @Least(Role.OPERATOR)
  @Operation(summary = "Erasures, the newest first")
  public List<ErasureState> all() {
    return ledger.newest(MOST).stream().map(this::state).toList();
  }

  @GET
  @Least(Role.OPERATOR)
  @Path("/{erasure}")
  @Operation(summary = "How far an erasure is, and its receipt once everything is removed")
  @APIResponse(responseCode = "404", description = "No such erasure")
  public ErasureState one(@RestPath String erasure) {
    return ledger
        .find(erasure)
        .map(this::state)
        .orElseThrow(() -> new ProblemException(Problem.notFound("no erasure '" + erasure + "'")));
  }

  private ErasureState state(ErasureLedger.Entry entry) {
    ErasureRequested request = entry.request();
    return new ErasureState(
        request.erasure(),
        request.subject(),
        request.by(),
        request.at(),
        entry.receipt().isPresent() ? "ended" : "removing",
        end.waitsFor(request.erasure()),
        entry.receipt().map(json -> Json.read(json, JsonNode.class)).orElse(null),
        entry.receipt().map(Hash::ofText).orElse(null));
  }
}
