// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Json;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An error of a REST interface as problem JSON (RFC 9457) with two extension members.
 *
 * @param type always {@code about:blank}: the status says what kind of error it is
 * @param title the reason phrase of the status
 * @param status of the response
 * @param detail one sentence for the person who must act
 * @param actor who must act
 * @param faults every fault of the input, if the input is the reason; empty otherwise
 */
public record Problem(
    String type, String title, int status, String detail, Actor actor, List<Fault> faults) {
  public static final String MEDIA_TYPE = "application/problem+json";

  static final int UNPROCESSABLE = 422;
  static final int INTERNAL_ERROR = 500;
  static final int BAD_GATEWAY = 502;
  static final int UNAVAILABLE = 503;
  static final int DISK_FULL = 507;

  public Problem {
    faults = List.copyOf(faults);
  }

  /** The status says who must act: see {@link #actor(int)}. */
  public static Problem of(int status, String detail) {
    return of(status, detail, actor(status));
  }

  public static Problem of(int status, String detail, Actor actor) {
    return new Problem("about:blank", title(status), status, detail, actor, List.of());
  }

  /** Bad input: status 422. */
  public static Problem of(List<Fault> faults) {
    String detail =
        faults.size() == 1 ? "one fault was found" : faults.size() + " faults were found";
    return new Problem(
        "about:blank", title(UNPROCESSABLE), UNPROCESSABLE, detail, Actor.USER, faults);
  }

  public static Problem badRequest(String detail) {
    return of(Response.Status.BAD_REQUEST.getStatusCode(), detail);
  }

  public static Problem notFound(String detail) {
    return of(Response.Status.NOT_FOUND.getStatusCode(), detail);
  }

  public static Problem badGateway(String detail) {
    return of(BAD_GATEWAY, detail);
  }

  public Response response() {
    return Response.status(status).type(MEDIA_TYPE).entity(json()).build();
  }

  public String json() {
    return Json.write(this);
  }

  /** The sender of what is refused; the operator of what is unavailable; us for a bug. */
  private static Actor actor(int status) {
    if (status < INTERNAL_ERROR) {
      return Actor.USER;
    }
    return status == INTERNAL_ERROR ? Actor.DEVELOPER : Actor.OPERATOR;
  }

  private static String title(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return switch (status) {
      case UNPROCESSABLE -> "Unprocessable Content";
      case DISK_FULL -> "Insufficient Storage";
      default -> known == null ? "Error" : known.getReasonPhrase();
    };
  }
}
