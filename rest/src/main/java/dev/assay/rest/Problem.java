package dev.assay.rest;

import dev.assay.contracts.Fault;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An error as RFC 9457 has it, with one extension.
 *
 * @param type {@code about:blank}: the status says it all
 * @param title the status in words
 * @param status of the response
 * @param detail one sentence that says who must act
 * @param faults every single thing that is wrong with what was sent, where that is the reason
 */
public record Problem(String type, String title, int status, String detail, List<Fault> faults) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    faults = faults == null ? List.of() : List.copyOf(faults);
  }

  public static Response response(int status, String detail) {
    return response(status, detail, List.of());
  }

  public static Response response(int status, String detail, List<Fault> faults) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String title =
        known != null ? known.getReasonPhrase() : status == 422 ? "Unprocessable Content" : "Error";
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(new Problem("about:blank", title, status, detail, faults))
        .build();
  }
}
