// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.contracts.job.ChildEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a trainer in the log of its run, between the lines of the engine: each stage, and
 * each epoch with its losses and speed.
 */
final class ProgressLog {
  private static final Logger LOG = Logger.getLogger(ProgressLog.class);

  private final Path log;
  private String stage = "";
  private int epoch;

  ProgressLog(Path log) {
    this.log = log;
  }

  /** A log that cannot be written costs its lines, and never the training. */
  void add(ChildEvent.Progress progress) {
    Optional<String> line = line(progress);
    if (line.isEmpty()) {
      return;
    }
    try {
      Files.writeString(
          log,
          "%s %s%n".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), line.get()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warnf("the log of a run cannot be written: %s", e.getClass().getSimpleName());
    }
  }

  /** Empty while the stage and the epoch are those of the last line. */
  Optional<String> line(ChildEvent.Progress progress) {
    boolean newStage = !progress.stage().equals(stage);
    boolean newEpoch = progress.epochs() > 0 && progress.epoch() != epoch;
    stage = progress.stage();
    epoch = progress.epoch();
    if (!newStage && !newEpoch) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder(stage);
    if (progress.epochs() > 0 && epoch > 0) {
      line.append(" epoch ").append(epoch).append(" of ").append(progress.epochs());
    }
    add(line, "loss %.4f", progress.loss());
    add(line, "validation loss %.4f", progress.validationLoss());
    add(line, "validation accuracy %.4f", progress.validationAccuracy());
    add(line, "%.1f images/s", progress.imagesPerSecond());
    return Optional.of(line.toString());
  }

  private static void add(StringBuilder line, String format, @Nullable Double value) {
    if (value != null) {
      line.append(", ").append(String.format(Locale.ROOT, format, value));
    }
  }
}
