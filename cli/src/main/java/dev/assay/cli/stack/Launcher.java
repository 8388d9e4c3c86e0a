// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import dev.assay.embedded.LogTail;
import dev.assay.processes.ChildEnvironment;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.KnownProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A launcher that continues in the background, in its own session, after the process that started
 * it has ended.
 */
public final class Launcher {
  public static final String LOG = "launcher";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(90);

  private final Home home;
  private final Process process;

  private Launcher(Home home, Process process) {
    this.home = home;
    this.process = process;
  }

  /**
   * Starts a main class from this JVM's class path. Its output goes to {@code
   * HOME/logs/launcher.log}.
   *
   * @param options options of its JVM
   */
  public static Launcher start(
      Home home, String mainClass, List<String> options, List<String> arguments) {
    List<String> classPath =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    List<String> words = new ArrayList<>(ownSession());
    words.addAll(
        JavaCommand.main(mainClass, classPath).options(options).arguments(arguments).words());
    File log = home.log(LOG).toFile();
    try {
      // The log must have only the lines of this launcher, which are shown while it starts.
      Files.deleteIfExists(log.toPath());
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log);
      builder.environment().put(ChildEnvironment.LOCALE, ChildEnvironment.UTF_8);
      return new Launcher(home, builder.start());
    } catch (IOException e) {
      throw CliException.environment("the launcher cannot be started: " + e.getMessage());
    }
  }

  /**
   * The command that gives it a session, so that neither Ctrl-C nor the end of the terminal ends
   * it.
   */
  private static List<String> ownSession() {
    for (String tool : List.of("setsid", "nohup")) {
      boolean there =
          Stream.of("/usr/bin", "/bin").anyMatch(at -> Files.isExecutable(Path.of(at, tool)));
      if (there) {
        return List.of(tool);
      }
    }
    return List.of();
  }

  /**
   * Waits until the stack can be used.
   *
   * @param say gets each line that the launcher writes meanwhile
   * @throws CliException with the end of its log if it ends
   */
  public StackFile awaitReady(Consumer<String> say) throws InterruptedException {
    int shown = 0;
    while (true) {
      boolean ended = process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      Optional<StackFile> file =
          StackFile.read(home)
              .filter(f -> f.launcher().pid() == process.pid())
              .filter(f -> f.state() == StackFile.State.READY);
      List<String> lines = completeLines();
      lines.subList(shown, lines.size()).forEach(say);
      shown = lines.size();
      if (file.isPresent() && !ended) {
        return file.get();
      }
      if (ended) {
        throw CliException.environment(
            "the stack did not start; the last lines of its launcher were:\n"
                + LogTail.of(home.log(LOG), 12));
      }
    }
  }

  private List<String> completeLines() {
    try {
      String text = Files.readString(home.log(LOG));
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw CliException.environment("cannot read " + home.log(LOG) + ": " + e.getMessage());
    }
  }

  /** Sends SIGTERM, upon which the launcher stops its stack. */
  public void stop() {
    KnownProcess.of(LOG, process.toHandle()).stop(STOP);
  }
}
