// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.child;

import ai.djl.engine.EngineException;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.processes.ChildPool;
import dev.assay.weights.WeightsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frame of a child process: reads its job, does it, and ends with a {@link ChildEvent.Done} or
 * a {@link ChildEvent.Failed} and an exit code. It ends at once when its standard input closes,
 * because then its parent is gone.
 */
public final class Child {
  public static final int DONE = 0;
  public static final int BAD_INPUT = 2;
  public static final int ENVIRONMENT = 5;
  public static final int BUG = 70;
  public static final int PARENT_GONE = 75;

  private static final Logger LOG = LoggerFactory.getLogger(Child.class);

  private Child() {}

  /** The work that a job file describes. */
  public interface Work<J> {
    /**
     * @return name of the result file below the scratch folder
     */
    String run(J job, EventLog events) throws IOException;
  }

  /**
   * @param args the job file, and nothing else
   * @param eventsFile of a job
   * @return exit code
   */
  public static <J> int run(
      String[] args, Class<J> type, Function<J, String> eventsFile, Work<J> work) {
    if (args.length != 1) {
      LOG.error("expected one argument, the job file, not {}", args.length);
      return BUG;
    }
    J job;
    try {
      job = Json.read(Files.readString(Path.of(args[0])), type);
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("cannot read the job file {}", args[0], e);
      return BUG;
    }
    try (EventLog events = new EventLog(Path.of(eventsFile.apply(job)))) {
      return run(job, events, work);
    } catch (IOException e) {
      LOG.error("cannot write the events file {}", eventsFile.apply(job), e);
      return ENVIRONMENT;
    }
  }

  private static <J> int run(J job, EventLog events, Work<J> work) throws IOException {
    try {
      String resultFile = work.run(job, events);
      events.emit(new ChildEvent.Done(resultFile));
      return DONE;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("failed", e);
      ChildEvent.Failed failed = failure(e);
      events.emit(failed);
      return switch (failed.actor()) {
        case USER -> BAD_INPUT;
        case OPERATOR -> ENVIRONMENT;
        case DEVELOPER -> BUG;
      };
    }
  }

  static ChildEvent.Failed failure(Throwable e) {
    if (e instanceof WeightsException w) {
      return new ChildEvent.Failed(w.actor(), reason(w), false);
    }
    if (e instanceof BackboneException b) {
      return new ChildEvent.Failed(b.actor(), reason(b), false);
    }
    if (e instanceof OutOfMemoryError || isNativeOutOfMemory(e)) {
      return new ChildEvent.Failed(Actor.OPERATOR, "out of memory: " + reason(e), true, true);
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      return new ChildEvent.Failed(Actor.OPERATOR, reason(e), true);
    }
    return new ChildEvent.Failed(Actor.DEVELOPER, reason(e), false);
  }

  private static boolean isNativeOutOfMemory(Throwable e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return e instanceof EngineException
        && (message.contains("out of memory")
            || message.contains("not enough memory")
            || message.contains("can't allocate memory"));
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    boolean telling = e instanceof WeightsException || e instanceof BackboneException;
    return telling ? String.valueOf(message) : e.getClass().getSimpleName() + ": " + message;
  }

  /**
   * Does one job after another in this process, as a child of a {@link ChildPool}: each line of
   * standard input is a job file. Ends, without clean-up, as soon as standard input does.
   *
   * @param eventsFile of a job
   */
  public static <J> void serve(
      InputStream stdin,
      PrintStream stdout,
      Class<J> type,
      Function<J, String> eventsFile,
      Work<J> work)
      throws InterruptedException {
    BlockingQueue<String> jobFiles = new LinkedBlockingQueue<>();
    endWithParent(stdin, jobFiles::add);
    while (true) {
      String jobFile = jobFiles.take();
      Usage.forgetPeak();
      int exitCode = run(new String[] {jobFile}, type, eventsFile, work);
      System.err.flush();
      // After a new line: the engine may have written half a line to the same output.
      stdout.println("\n" + ChildPool.END + exitCode);
      stdout.flush();
    }
  }

  /** Ends this process, without clean-up, as soon as the stream ends: all files are atomic. */
  public static void endWithParent(InputStream stdin) {
    endWithParent(stdin, line -> {});
  }

  private static void endWithParent(InputStream stdin, Consumer<String> onLine) {
    Thread watch =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8))) {
                String line;
                while ((line = lines.readLine()) != null) {
                  onLine.accept(line);
                }
              } catch (IOException e) {
                LOG.warn("standard input broke off", e);
              }
              Runtime.getRuntime().halt(PARENT_GONE);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
