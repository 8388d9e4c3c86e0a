// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a stack keeps everything: data of Kafka and PostgreSQL, artifacts, logs,
 * {@code stack.json} and its lock. It may contain patients' images, so only its owner may read it.
 *
 * @param folder absolute
 * @param engine folder into which the native engine is unpacked; absolute. It is 440 MB, so the
 *     temporary home of a demo shares it
 */
public record Home(Path folder, Path engine) {
  public static final String VARIABLE = "ASSAY_HOME";

  /** Names another folder of the engine, for example on a larger disk. */
  public static final String ENGINE_VARIABLE = "ASSAY_ENGINE_CACHE";

  /** With fewer free bytes PostgreSQL and Kafka stop in the middle of a study. */
  private static final long LEAST_SPACE = 512L << 20;

  /** A home that has the engine in it. */
  public Home(Path folder) {
    this(folder, folder.resolve("engine"));
  }

  /** The value of {@code --home}, else of {@code ASSAY_HOME}, else {@code ~/.assay}. */
  public static Home of(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return of(option, environment.get(ENGINE_VARIABLE));
    }
    String variable = environment.get(VARIABLE);
    Path folder =
        variable == null || variable.isBlank()
            ? Path.of(System.getProperty("user.home"), ".assay")
            : Path.of(variable);
    return of(folder, environment.get(ENGINE_VARIABLE));
  }

  private static Home of(Path folder, @Nullable String engine) {
    Home home = new Home(folder.toAbsolutePath().normalize());
    return engine == null || engine.isBlank()
        ? home
        : new Home(home.folder(), Path.of(engine).toAbsolutePath().normalize());
  }

  /** A temporary home in the same parent folder, with the same engine. */
  public Home sibling(String suffix) {
    return new Home(folder.resolveSibling(folder.getFileName() + suffix), engine);
  }

  public Path lock() {
    return folder.resolve("lock");
  }

  public Path stackFile() {
    return folder.resolve("stack.json");
  }

  public Path log(String process) {
    return folder.resolve("logs").resolve(process + ".log");
  }

  public Path kafka() {
    return folder.resolve("kafka");
  }

  public Path postgres() {
    return folder.resolve("postgres");
  }

  public Path artifacts() {
    return folder.resolve("artifacts");
  }

  /** Official weights. Without {@code --weights}, {@code run} searches this folder. */
  public Path weights() {
    return folder.resolve("weights");
  }

  /** The measured speed of this machine with this number of threads of the engine. */
  public Path speed(int threads) {
    return folder.resolve("speed-%d-threads.json".formatted(threads));
  }

  /** The secret key of the hash that turns patients into pseudonyms. */
  public Path groupKey() {
    return folder.resolve("group.key");
  }

  /** Further tokens with a role each; there is no such file unless an operator writes it. */
  public Path callers() {
    return folder.resolve("callers");
  }

  /** The temporary files of a process. They are deleted when it starts again. */
  public Path temporary(String process) {
    return folder.resolve("work").resolve("tmp").resolve(process);
  }

  public Path work(String service) {
    return folder.resolve("work").resolve(service);
  }

  /**
   * Makes the folder if it is new.
   *
   * @throws CliException if it cannot be written, or its disk is nearly full
   */
  public void prepare() {
    try {
      if (!Files.isDirectory(folder)) {
        Path parent = folder.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Files.createDirectories(folder.resolve("logs"));
      Files.createDirectories(artifacts());
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (usable < LEAST_SPACE) {
        throw CliException.environment(
            "the disk of %s is nearly full: %d MB are left, at least %d MB are needed"
                .formatted(folder, usable >> 20, LEAST_SPACE >> 20));
      }
    } catch (IOException e) {
      throw CliException.environment("the home cannot be written: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }
}
