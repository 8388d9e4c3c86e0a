// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program and the machine that made a file. No host, user or path, and no time: two runs on one
 * machine have the same.
 *
 * @param release of Assay
 * @param commit of its source, in Git; with {@code -dirty} where files were changed; absent: it was
 *     built from an archive
 * @param libraries SHA-256 over the names and hashes of every library of the process that computed
 * @param image digest of the container image; absent: there is none, or nobody gave it
 * @param java version and vendor
 * @param system name, release and architecture
 * @param processor model; absent where the system does not say
 */
public record Origin(
    String release,
    @Nullable String commit,
    String libraries,
    @Nullable String image,
    String java,
    String system,
    @Nullable String processor) {
  /** The variable with the digest of the container image, which an image cannot know itself. */
  public static final String IMAGE_VARIABLE = "ASSAY_IMAGE_DIGEST";

  private static final String BUILD = "build.properties";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  public Origin {
    Check.text("release", release);
    Check.sha256("libraries", libraries);
    Check.text("java", java);
    Check.text("system", system);
  }

  /**
   * Of this program on this machine.
   *
   * @param libraries as in {@link Origin}
   */
  public static Origin here(String libraries) {
    Properties build = build();
    return new Origin(
        build.getProperty("release", "unknown"),
        commitOf(build),
        libraries,
        Optional.ofNullable(System.getenv(IMAGE_VARIABLE)).filter(s -> !s.isBlank()).orElse(null),
        "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        processorHere());
  }

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream file = Origin.class.getResourceAsStream(BUILD)) {
      if (file != null) {
        build.load(file);
      }
      return build;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The build leaves the placeholder where there is no repository. */
  private static @Nullable String commitOf(Properties build) {
    String commit = build.getProperty("commit", "");
    if (!commit.matches("[0-9a-f]{40,64}")) {
      return null;
    }
    return build.getProperty("dirty", "").equals("true") ? commit + "-dirty" : commit;
  }

  private static @Nullable String processorHere() {
    if (!Files.isReadable(PROCESSORS)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
