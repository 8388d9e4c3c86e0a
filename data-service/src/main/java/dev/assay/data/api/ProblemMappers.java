package dev.assay.data.api;

import dev.assay.artifacts.ArtifactException;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors as problem JSON, each saying who must act. */
final class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  /** Less is as good as none: nothing that is written here is smaller. */
  private static final long FULL = 16L << 20;

  private final DataConfig config;

  ProblemMappers(DataConfig config) {
    this.config = config;
  }

  /** Bad input. Not logged: the faults may name files. */
  @ServerExceptionMapper
  Response badInput(FaultException e) {
    int count = e.faults().size();
    return Problem.response(
        Problem.UNPROCESSABLE, count == 1 ? "one fault" : count + " faults", e.faults());
  }

  @ServerExceptionMapper
  Response refused(WebApplicationException e) {
    return Problem.response(e.getResponse().getStatus(), String.valueOf(e.getMessage()));
  }

  @ServerExceptionMapper
  Response artifactStoreFails(ArtifactException e) {
    LOG.errorf(e, "the artifact store fails");
    return isFull(config.artifactsRoot())
        ? Problem.response(Problem.DISK_FULL, "the disk of the artifact store is full")
        : Problem.response(503, "the operator must look at the artifact store: see the log");
  }

  /** A disk, or a client that went away. */
  @ServerExceptionMapper
  Response inputOrOutputFails(IOException e) {
    if (isFull(config.workDir())) {
      LOG.errorf("the disk of the work folder is full");
      return Problem.response(Problem.DISK_FULL, "the disk of the work folder is full");
    }
    LOG.errorf("a request failed: %s", e.getClass().getName());
    return Problem.response(500, "reading or writing failed: " + e.getClass().getSimpleName());
  }

  @ServerExceptionMapper
  Response bug(RuntimeException e) {
    LOG.errorf(e, "unexpected failure of a request");
    return Problem.response(500, "an unexpected failure; the log of data-service has it");
  }

  private static boolean isFull(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < FULL;
    } catch (IOException e) {
      LOG.warn("the free space of a folder is not known");
      return false;
    }
  }
}
