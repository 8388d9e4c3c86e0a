// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.weights;

import dev.assay.cli.CliException;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Probe;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.weights.TensorFile;
import dev.assay.weights.imported.ImportedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Runs an imported network on the image that Assay draws, in the process in which a study runs it.
 */
public final class ModelCheck {
  private static final int SHOWN = 8;
  private static final int THREADS = 2;
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private final Path libraries;

  /**
   * @param libraries class path of the embedder
   */
  public ModelCheck(Path libraries) {
    this.libraries = libraries;
  }

  /**
   * What was found.
   *
   * @param first numbers of the feature of the drawn image
   * @param probed whether they were compared with those of the owner
   */
  public record Outcome(String model, List<Float> first, boolean probed) {}

  /**
   * @throws CliException with the reason if the model cannot be run, or its probe differs
   */
  public Outcome run(ImportedFile model) {
    if (!Files.isDirectory(libraries)) {
      throw CliException.environment(libraries + " is missing; the embedder is not built");
    }
    try {
      Path folder = Files.createTempDirectory("assay-check-");
      try {
        return run(model, folder);
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      throw CliException.environment("the model cannot be checked: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted while the model was checked");
    }
  }

  private Outcome run(ImportedFile model, Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("probe.safetensors");
    EmbedderJob job =
        new EmbedderJob(
            model.file().toString(),
            model.model(),
            model.preprocessing(),
            ImportedModel.RUNTIME,
            THREADS,
            null,
            List.of(),
            null,
            output.toString(),
            folder.resolve("events").toString());
    Path jobFile = Files.writeString(folder.resolve("job.json"), Json.write(job));
    List<String> words =
        JavaCommand.main(EmbedderJob.MAIN, List.of(libraries.toAbsolutePath() + "/*"))
            .options(EmbedderJob.JVM_OPTIONS)
            .temporary(folder)
            .arguments(jobFile.toString())
            .wordsWithin(EmbedderJob.memoryBytes(Files.size(model.file())));
    List<ChildEvent> events = new ArrayList<>();
    Path log = folder.resolve("log");
    try (ChildProcess child =
        ChildProcess.of(words)
            .emptyEnvironment()
            .environment("MALLOC_ARENA_MAX", "2")
            .directory(folder)
            .log(log)
            .events(folder.resolve("events"), line -> events.add(Json.read(line, ChildEvent.class)))
            .start()) {
      int exit = child.waitFor(AT_MOST).orElse(-1);
      ChildEvent last = events.isEmpty() ? null : events.getLast();
      if (last instanceof ChildEvent.Failed failed) {
        throw CliException.badInput(failed.reason());
      }
      if (exit != 0 || !(last instanceof ChildEvent.Done)) {
        throw CliException.badInput(
            "%s: its process ended with exit code %d; the model asks for more memory than it gets, or the runtime does not bear it%n%s"
                .formatted(model.file(), exit, Files.readString(log).strip()));
      }
    }
    float[] feature = Objects.requireNonNull(TensorFile.read(output).get(Probe.IMAGE)).floats();
    List<Float> first = new ArrayList<>();
    for (float number : Arrays.copyOf(feature, Math.min(SHOWN, feature.length))) {
      first.add(number);
    }
    return new Outcome(model.name(), first, model.model().probe() != null);
  }
}
