// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The way to start PostgreSQL, which refuses to run as root. Another user starts it as it is, on
 * every system. Root on Linux starts it in a user namespace, in which root's files and the process
 * belong to {@code nobody}; where namespaces are denied, it starts it as {@code nobody}.
 */
sealed interface Unprivileged {
  /** Value of the property {@code os.name} on Linux. */
  String LINUX = "Linux";

  /** The user id and group id of {@code nobody} on Linux. */
  int NOBODY = 65534;

  /** The words that come before a command. */
  List<String> prefix();

  /** Makes a folder and everything in it writable for the command. */
  void own(Path folder) throws IOException;

  /** Not root: nothing to do. */
  record AsIs() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of();
    }

    @Override
    public void own(Path folder) {}
  }

  /** {@code unshare -U}: no file gets another owner. */
  record UserNamespace() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of("unshare", "-U");
    }

    @Override
    public void own(Path folder) {}
  }

  /**
   * {@code setpriv}: the process may still enter root's folders, and the data folder gets the owner
   * {@code nobody}.
   */
  record Nobody() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of(
          "setpriv",
          "--reuid=" + NOBODY,
          "--regid=" + NOBODY,
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override");
    }

    @Override
    public void own(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.setAttribute(file, "unix:uid", NOBODY);
          Files.setAttribute(file, "unix:gid", NOBODY);
        }
      }
    }
  }

  /**
   * The first way that works on this machine.
   *
   * @throws EmbeddedException if this is root and no way works
   */
  static Unprivileged here() {
    return of(System.getProperty("os.name"), isRoot(), Unprivileged::works);
  }

  /**
   * The first way that works on a system. Only Linux has tools for root; elsewhere none is tried.
   *
   * @param os value of the property {@code os.name}
   * @param works whether a way works, which is tried by starting a command
   */
  static Unprivileged of(String os, boolean root, Predicate<Unprivileged> works) {
    if (!root) {
      return new AsIs();
    }
    if (!os.equals(LINUX)) {
      throw new EmbeddedException(
          "PostgreSQL does not run as root; start Assay as another user, without sudo");
    }
    return Stream.of(new UserNamespace(), new Nobody())
        .filter(works)
        .findFirst()
        .orElseThrow(
            () ->
                new EmbeddedException(
                    "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works"
                        + " here; start Assay as another user"));
  }

  /** The user id 0 has other names on some systems, and another user may be called root. */
  private static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }

  private static boolean works(Unprivileged way) {
    List<String> command = Stream.concat(way.prefix().stream(), Stream.of("true")).toList();
    try {
      Process probe =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      // The tool is not installed, so this way does not work.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
