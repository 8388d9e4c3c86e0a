package dev.assay.reporting.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Fault;
import dev.assay.contracts.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 says.
 *
 * @param type always {@code about:blank}: the status says what kind of error it is
 * @param title of the status
 * @param status of the response
 * @param detail one sentence for the person who must act
 * @param actor who that is, where it is known
 * @param faults every fault of bad input
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable Actor actor,
    List<Fault> faults) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, String title, String detail, @Nullable Actor actor) {
    return new Problem("about:blank", title, status, detail, actor, List.of());
  }

  public static Problem notFound(String detail) {
    return of(404, "Not Found", detail, Actor.USER);
  }

  public static Problem badGateway(String detail) {
    return of(502, "Bad Gateway", detail, Actor.OPERATOR);
  }

  public String json() {
    return Json.write(this);
  }
}
