// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import dev.assay.cli.study.AssumedSpeed;
import dev.assay.contracts.Json;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.OwnFolder;
import dev.assay.weights.MachineSpeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The speed of this machine. A child process that loads the engine measures it by its CPU time, and
 * it is kept in the home. It is measured again after {@link #VALID}, and when the engine, the
 * threads, the processor or the number of processors change.
 */
public final class SpeedMeasurement {
  private static final String MAIN = "dev.assay.backbones.trainer.MachineSpeedMain";

  /** Of an idle machine it takes up to a minute; of a busy one many times as long. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** For so long a measured speed is taken. */
  static final Duration VALID = Duration.ofDays(30);

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private final Path libraries;
  private final Home home;
  private final Clock clock;

  /**
   * What the file in the home has.
   *
   * @param measuredAt time of the measurement in ISO 8601, UTC; files of versions that measured
   *     wall time have none, and are not taken
   * @param processor name of the processor
   * @param engine names of the engine's jars
   */
  record Kept(String measuredAt, String processor, List<String> engine, MachineSpeed speed) {
    Kept {
      Instant.parse(measuredAt);
      Objects.requireNonNull(processor, "processor");
    }
  }

  /**
   * @param installation where the class path of the engine is
   */
  public SpeedMeasurement(Installation installation, Home home, Clock clock) {
    this.libraries = installation.trainerLib();
    this.home = home;
    this.clock = clock;
  }

  /** Never fails: where it cannot be measured, the declared standard is assumed. */
  public AssumedSpeed of(int threads) {
    try {
      List<String> engine = engine();
      if (engine.isEmpty()) {
        return AssumedSpeed.standard(threads, "there is no engine in " + libraries);
      }
      Path file = home.speed(threads);
      Optional<Kept> kept = kept(file);
      MachineSpeed speed =
          kept.isPresent() && isCurrent(kept.get(), engine, threads)
              ? kept.get().speed()
              : measure(engine, threads, file);
      return new AssumedSpeed(
          speed,
          "the speed of this machine with %s and %d threads, kept in %s (delete it to measure again)"
              .formatted(speed.engine(), threads, file));
    } catch (IOException | CliException e) {
      return AssumedSpeed.standard(
          threads, "that of this machine could not be measured: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return AssumedSpeed.standard(threads, "its measurement was interrupted");
    }
  }

  private List<String> engine() throws IOException {
    if (!Files.isDirectory(libraries)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(libraries)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("pytorch-"))
          .sorted()
          .toList();
    }
  }

  private static Optional<Kept> kept(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(Files.readString(file), Kept.class));
    } catch (IllegalArgumentException e) {
      // Of another version of Assay: measured again.
      return Optional.empty();
    }
  }

  private boolean isCurrent(Kept kept, List<String> engine, int threads) throws IOException {
    Duration age = Duration.between(Instant.parse(kept.measuredAt()), clock.instant());
    return !age.isNegative()
        && age.compareTo(VALID) < 0
        && kept.processor().equals(processor())
        && kept.engine().equals(engine)
        && kept.speed().threads() == threads
        && kept.speed().processors() == Runtime.getRuntime().availableProcessors();
  }

  /** Its model where Linux names it, or its architecture. */
  static String processor() throws IOException {
    if (Files.isReadable(PROCESSOR)) {
      for (String line : Files.readAllLines(PROCESSOR)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }

  private MachineSpeed measure(List<String> engine, int threads, Path file)
      throws IOException, InterruptedException {
    home.prepare();
    Path result = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(result);
    Path log = home.log("speed");
    Path temporary = OwnFolder.createEmpty(home.temporary("speed"));
    try (ChildProcess child =
        ChildProcess.of(
                command()
                    .temporary(temporary)
                    .arguments(Integer.toString(threads), result.toString()))
            .allowedEnvironment()
            .environment("TMPDIR", temporary.toString())
            .environment("OMP_WAIT_POLICY", "PASSIVE")
            .environment(Home.ENGINE_VARIABLE, home.engine().toString())
            .log(log)
            .start()) {
      Optional<Integer> exit = child.waitFor(PATIENCE);
      if (exit.isEmpty()) {
        throw new IOException("it took more than %d minutes".formatted(PATIENCE.toMinutes()));
      }
      if (exit.get() != 0) {
        throw new IOException("exit code %d, see %s".formatted(exit.get(), log));
      }
    }
    MachineSpeed speed = read(result);
    Files.writeString(
        result, Json.writePretty(new Kept(clock.instant().toString(), processor(), engine, speed)));
    Files.move(result, file, StandardCopyOption.ATOMIC_MOVE);
    return speed;
  }

  private static MachineSpeed read(Path result) throws IOException {
    try {
      return Json.read(Files.readString(result), MachineSpeed.class);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private JavaCommand command() {
    return JavaCommand.main(MAIN, List.of(libraries + "/*"))
        .options("-Xmx512m", "-Xmn16m", "-XX:+UseSerialGC");
  }
}
