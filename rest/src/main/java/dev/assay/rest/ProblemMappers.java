package dev.assay.rest;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.FaultException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns what a resource throws into problem JSON. Faults go to the person who asked, not to the
 * log.
 */
final class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  Response badInput(FaultException e) {
    int number = e.faults().size();
    return Problem.response(
        422, number == 1 ? "one fault was found" : number + " faults were found", e.faults());
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException e) {
    return Problem.response(e.getResponse().getStatus(), String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response artifactStoreFails(ArtifactException e) {
    LOG.errorf(e, "the artifact store fails");
    return Problem.response(
        503, "the artifact store fails: the operator must look at it and at its free space");
  }

  @ServerExceptionMapper
  Response bug(RuntimeException e) {
    LOG.errorf(e, "unexpected failure of a request");
    return Problem.response(500, "an unexpected failure; the log of the service has it");
  }
}
