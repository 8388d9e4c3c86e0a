package dev.assay.inference;

import dev.assay.contracts.Actor;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The folder of each scoring, and its log, which stays. */
@ApplicationScoped
public class Scratch {
  private static final Logger LOG = Logger.getLogger(Scratch.class);

  private final Path work;

  Scratch(InferenceConfig config) {
    this.work = config.workDir();
  }

  /** An empty folder: a scoring is short and begins anew at each attempt. */
  Path fresh(String scoringKey) throws WorkFailure {
    Path folder = work.resolve("scorings").resolve(scoringKey);
    try {
      delete(folder);
      Files.createDirectories(work.resolve("logs"));
      return Files.createDirectories(folder);
    } catch (IOException e) {
      LOG.warnf(e, "no scratch folder");
      throw new WorkFailure(
          "the scratch folder cannot be made: the operator must look at the disk",
          Actor.OPERATOR.name(),
          true);
    }
  }

  /** What the scorer printed, over all attempts. */
  public Path log(String scoringKey) {
    return work.resolve("logs").resolve(scoringKey + ".log");
  }

  /** The result is stored; a folder that cannot be deleted costs disk and nothing else. */
  void remove(String scoringKey) {
    try {
      delete(work.resolve("scorings").resolve(scoringKey));
    } catch (IOException e) {
      LOG.warnf(e, "the scratch folder of scoring %s stays behind", scoringKey);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
