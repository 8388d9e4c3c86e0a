// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which environment variables of a service reach a trainer or a scorer. It is a list of what is
 * allowed, so that a password, a token or a cloud key stays in the service however it is called,
 * and so that no setting of a shell (threads of a numerical library, an agent of a JVM) reaches a
 * result.
 */
public final class ChildEnvironment {
  /** The variable that decides in which encoding a JVM reads and writes the names of files. */
  public static final String LOCALE = "LC_ALL";

  /** Every Linux of the last ten years has this locale; macOS uses UTF-8 in any case. */
  public static final String UTF_8 = "C.UTF-8";

  /** Folders in which the system's loader searches libraries before its own. */
  private static final String LIBRARIES = "LD_LIBRARY_PATH";

  /** Who the user is, where programs are, the time zone of logs, and which GPUs are there. */
  private static final Set<String> ALLOWED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "TZ",
          "CUDA_VISIBLE_DEVICES",
          "CUDA_DEVICE_ORDER",
          "NVIDIA_VISIBLE_DEVICES",
          "NVIDIA_DRIVER_CAPABILITIES");

  private ChildEnvironment() {}

  /**
   * What a child gets of the environment given. Of {@code LD_LIBRARY_PATH}, by which some GPU
   * clusters name the folder of the driver, it gets the folders that nobody but their owner can
   * write, and that belong to this user or to root.
   */
  public static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> allowed = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (ALLOWED.contains(name)) {
            allowed.put(name, value);
          }
        });
    String folders =
        Arrays.stream(environment.getOrDefault(LIBRARIES, "").split(File.pathSeparator))
            .filter(ChildEnvironment::isTrusted)
            .collect(Collectors.joining(File.pathSeparator));
    if (!folders.isEmpty()) {
      allowed.put(LIBRARIES, folders);
    }
    return allowed;
  }

  private static boolean isTrusted(String name) {
    try {
      Path folder = Path.of(name);
      // A relative name would be one of the child's working directory.
      return folder.isAbsolute()
          && Files.isDirectory(folder)
          && OwnFolder.refusal(folder, true).isEmpty();
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
