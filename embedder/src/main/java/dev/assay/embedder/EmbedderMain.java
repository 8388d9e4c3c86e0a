// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedder;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.processes.ParentWatch;
import dev.assay.weights.WeightsException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The embedder child process: one argument, the file of an {@link EmbedderJob}. It ends with a
 * {@link ChildEvent.Done} or a {@link ChildEvent.Failed}, and at once when its parent is gone.
 */
public final class EmbedderMain {
  static final int DONE = 0;
  static final int FAILED = 2;
  static final int BUG = 70;

  private EmbedderMain() {}

  public static void main(String[] args) {
    ParentWatch.exitWithParent();
    System.exit(run(args));
  }

  /** Exit code. */
  static int run(String[] args) {
    EmbedderJob job;
    try {
      job = Json.read(Files.readString(Path.of(args[0])), EmbedderJob.class);
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println("cannot read the job file: " + e);
      return BUG;
    }
    try (Events events = new Events(Path.of(job.eventsFile()))) {
      try {
        new Embedder(job, events).run();
        events.emit(new ChildEvent.Done(String.valueOf(Path.of(job.outputFile()).getFileName())));
        return DONE;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        System.err.println("failed: " + e);
        events.emit(failure(e));
        return FAILED;
      }
    } catch (IOException e) {
      System.err.println("cannot write the events file: " + e);
      return BUG;
    }
  }

  private static ChildEvent.Failed failure(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case WeightsException weights -> new ChildEvent.Failed(weights.actor(), message, false);
      case EmbedderException embedder -> new ChildEvent.Failed(embedder.actor(), message, false);
      case OutOfMemoryError memory ->
          new ChildEvent.Failed(Actor.OPERATOR, "out of memory: " + message, true, true);
      case IOException io -> new ChildEvent.Failed(Actor.OPERATOR, io.toString(), true);
      default -> new ChildEvent.Failed(Actor.DEVELOPER, e.toString(), false);
    };
  }

  /** The file that the parent follows; each line is there at once. */
  static final class Events implements AutoCloseable {
    private final Writer out;

    Events(Path file) throws IOException {
      out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void emit(ChildEvent event) throws IOException {
      out.write(Json.write(event) + "\n");
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
