package dev.assay.reporting.problem;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.Actor;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error leaves as a problem document. */
public class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  public Response problem(ProblemException e) {
    return response(e.problem());
  }

  /** Routing errors of the REST layer: unknown path, method, media type, malformed parameter. */
  @ServerExceptionMapper
  public Response http(WebApplicationException e) {
    Response.StatusType status = e.getResponse().getStatusInfo();
    String detail = e.getMessage() == null ? status.getReasonPhrase() : e.getMessage();
    return response(
        Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail, Actor.USER));
  }

  /** The store is not there, or lost what an event refers to: the report cannot be made now. */
  @ServerExceptionMapper
  public Response artifact(ArtifactException e) {
    LOG.error("a report needs an artifact that cannot be read", e);
    return response(Problem.of(503, "Service Unavailable", e.getMessage(), e.actor()));
  }

  @ServerExceptionMapper
  public Response unexpected(Exception e) {
    LOG.error("a request failed unexpectedly", e);
    return response(
        Problem.of(
            500,
            "Internal Server Error",
            "reporting-service failed; its log says why: " + e.getClass().getSimpleName(),
            Actor.DEVELOPER));
  }

  private static Response response(Problem problem) {
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.json())
        .build();
  }
}
