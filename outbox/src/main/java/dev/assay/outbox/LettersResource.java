// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * The records that this service has set aside. The name of the service is in the path, so that the
 * one entry of the system can forward to all of them.
 */
@Path("/letters/{service}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LettersResource {
  private static final int MOST = 1_000;

  /** A page of letters; {@code count} is of all of them. */
  public record Page(String service, Letters.Count count, List<Letter> letters) {}

  /** How many letters a command has changed. */
  public record Changed(int letters) {}

  private final Letters letters;
  private final ThisService application;

  LettersResource(Letters letters, ThisService application) {
    this.letters = letters;
    this.application = application;
  }

  @GET
  public Page list(
      @PathParam("service") String service,
      @QueryParam("after") @DefaultValue("0") long after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    application.require(service);
    return new Page(
        application.name(), letters.count(), letters.list(after, Math.clamp(limit, 0, MOST)));
  }

  @GET
  @Path("/{id}")
  public Letter show(@PathParam("service") String service, @PathParam("id") long id) {
    application.require(service);
    return letters.find(id).orElseThrow(() -> missing(id));
  }

  @POST
  @Path("/replay")
  public Changed replayAll(@PathParam("service") String service) {
    application.require(service);
    return new Changed(letters.replay(null));
  }

  @POST
  @Path("/{id}/replay")
  public Changed replay(@PathParam("service") String service, @PathParam("id") long id) {
    application.require(service);
    return changed(id, letters.replay(id));
  }

  @DELETE
  @Path("/{id}")
  public Changed drop(@PathParam("service") String service, @PathParam("id") long id) {
    application.require(service);
    return changed(id, letters.drop(id) ? 1 : 0);
  }

  private Changed changed(long id, int number) {
    if (number == 0) {
      throw missing(id);
    }
    return new Changed(number);
  }

  private NotFoundException missing(long id) {
    return new NotFoundException(application.name() + " has no letter " + id);
  }
}
