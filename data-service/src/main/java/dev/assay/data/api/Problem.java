package dev.assay.data.api;

import dev.assay.contracts.Fault;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An error as RFC 9457 has it.
 *
 * @param type {@code about:blank}: the status says it all
 * @param faults every single thing that is wrong, where the input is
 */
public record Problem(String type, String title, int status, String detail, List<Fault> faults) {
  static final String MEDIA_TYPE = "application/problem+json";
  static final int UNPROCESSABLE = 422;
  static final int DISK_FULL = 507;

  static Response response(int status, String detail) {
    return response(status, detail, List.of());
  }

  static Response response(int status, String detail, List<Fault> faults) {
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(new Problem("about:blank", title(status), status, detail, faults))
        .build();
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
