// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import ai.djl.engine.Engine;
import dev.assay.contracts.Actor;
import dev.assay.processes.OwnFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * The folder into which the engine's native libraries are unpacked once (432 MB), and from which
 * every trainer and scorer of a user loads them. Whoever can write in it runs code as this user, so
 * nothing is loaded from a folder that belongs to somebody else or that others can write.
 *
 * @param folder absolute
 */
record EngineFolder(Path folder) {
  /** The folder; without it {@code ~/.assay/engine}. */
  static final String VARIABLE = "ASSAY_ENGINE_CACHE";

  private static final String LOCK = "unpacking.lock";

  static EngineFolder ofProcess() {
    return of(System.getenv());
  }

  static EngineFolder of(Map<String, String> environment) {
    String folder = environment.get(VARIABLE);
    return new EngineFolder(
        folder == null || folder.isBlank()
            ? Path.of(System.getProperty("user.home"), ".assay", "engine").toAbsolutePath()
            : Path.of(folder).toAbsolutePath());
  }

  /**
   * Unpacks the libraries if they are missing, and loads them. Two processes that start together do
   * not unpack over each other.
   *
   * @throws BackboneException if somebody else could have put a library into the folder
   */
  Engine load() throws IOException {
    requireOwn();
    System.setProperty("DJL_CACHE_DIR", folder.toString());
    System.setProperty("ENGINE_CACHE_DIR", folder.toString());
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("lost the lock on " + folder);
      }
      return Engine.getEngine("PyTorch");
    }
  }

  /** Makes the folder if it is missing. */
  void requireOwn() throws IOException {
    OwnFolder.create(folder);
    Optional<String> refusal = OwnFolder.refusal(folder);
    if (refusal.isPresent()) {
      throw new BackboneException(
          Actor.OPERATOR,
          "the engine is not loaded, because somebody else may have changed it: "
              + refusal.get()
              + "; delete the folder of the engine "
              + folder
              + ", or choose one of this user's own with "
              + VARIABLE);
    }
  }
}
