// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.child;

import dev.assay.contracts.Actor;
import dev.assay.inference.InferenceConfig;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The scratch folders and the logs of scorings. A scratch folder is deleted when the result is
 * stored. A log is kept.
 */
@ApplicationScoped
public class ScratchFolders {
  private static final Logger LOG = Logger.getLogger(ScratchFolders.class);

  private final Path work;

  ScratchFolders(InferenceConfig config) {
    this.work = config.workDir();
  }

  /** An empty scratch folder: a scoring is short and begins anew at each attempt. */
  public Path fresh(String scoringKey) throws WorkFailure {
    Path folder = work.resolve("scorings").resolve(scoringKey);
    try {
      delete(folder);
      Files.createDirectories(work.resolve("logs"));
      return Files.createDirectories(folder);
    } catch (IOException e) {
      LOG.warnf(e, "the scratch folder cannot be created");
      throw new WorkFailure(
          "the scratch folder cannot be created: the operator must check the disk",
          Actor.OPERATOR.name(),
          true);
    }
  }

  /** The output of the scorer in all attempts. */
  public Path log(String scoringKey) {
    return work.resolve("logs").resolve(scoringKey + ".log");
  }

  /** Called when the result is stored; a folder that cannot be deleted only takes disk space. */
  public void remove(String scoringKey) {
    try {
      delete(work.resolve("scorings").resolve(scoringKey));
    } catch (IOException e) {
      LOG.warnf(e, "the scratch folder of scoring %s cannot be deleted", scoringKey);
    }
  }

  /**
   * Deletes the scratch folder and the log of a scoring that was erased.
   *
   * @return how many of the two there were
   */
  public int forget(String scoringKey) {
    Path folder = work.resolve("scorings").resolve(scoringKey);
    try {
      int found = Files.exists(folder) ? 1 : 0;
      delete(folder);
      return found + (Files.deleteIfExists(log(scoringKey)) ? 1 : 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a scoring cannot be deleted", e);
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
