// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of the two that are compared: a process that waits for a line, does that work, and answers
 * with a {@link Measurement}. Between its turns it sleeps, so that the other has the machine.
 */
final class MeasuredProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  private MeasuredProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.to = process.outputWriter(StandardCharsets.UTF_8);
    this.from = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @param log receives its stderr
   */
  static MeasuredProcess start(
      String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new MeasuredProcess(name, log, builder.start());
  }

  /** Does one piece of work; what else it prints is passed over. */
  Measurement ask(String work) throws IOException {
    to.write(work + "\n");
    to.flush();
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.startsWith(Measurement.MARK)) {
        return Measurement.read(line);
      }
    }
    List<String> lines = Files.readAllLines(log);
    throw new IOException(
        "%s ended at '%s':%n%s"
            .formatted(
                name,
                work,
                String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()))));
  }

  @Override
  public void close() throws IOException {
    to.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
