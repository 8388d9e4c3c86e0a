// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the broker's jars, which are only on the class path of the broker's process. */
final class KafkaLib {
  /** Environment variable or system property that names the folder of jars. */
  static final String SETTING = "ASSAY_KAFKA_LIB";

  /**
   * System property with the root of the checkout. The build sets it for tests, the script for the
   * program.
   */
  static final String ROOT = "assay.root";

  private static final Path IN_CHECKOUT = Path.of("embedded", "target", "kafka-lib");

  private KafkaLib() {}

  /** The class path of the broker: this module's own classes and the jars. */
  static List<String> classPath() {
    return List.of(ownClasses().toString(), folder().resolve("*").toString());
  }

  static Path folder() {
    List<Path> candidates = new ArrayList<>();
    Optional.ofNullable(System.getProperty(SETTING)).map(Path::of).ifPresent(candidates::add);
    Optional.ofNullable(System.getenv(SETTING)).map(Path::of).ifPresent(candidates::add);
    Optional.ofNullable(System.getProperty(ROOT))
        .map(root -> Path.of(root).resolve(IN_CHECKOUT))
        .ifPresent(candidates::add);
    // .../embedded/target/classes or .../embedded/target/embedded.jar
    Optional.ofNullable(ownClasses().getParent())
        .map(target -> target.resolve("kafka-lib"))
        .ifPresent(candidates::add);
    return candidates.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new EmbeddedException(
                    "the jars of the Kafka broker are not in any of "
                        + candidates
                        + "; build the module 'embedded', or set "
                        + SETTING));
  }

  private static Path ownClasses() {
    try {
      return Path.of(KafkaLib.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has an entry that is not a path", e);
    }
  }
}
