package dev.assay.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How PostgreSQL, which refuses to run as root, is run by root: in a user namespace of its own,
 * where root's files belong to nobody and so does the process; or, where namespaces are denied, as
 * nobody.
 */
sealed interface Unprivileged {
  /** The uid and gid of {@code nobody} on Linux. */
  int NOBODY = 65534;

  /** Words to put before a command. */
  List<String> prefix();

  /** Makes a folder, with all in it, writable for the command. */
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

  /** {@code unshare -U}: no file changes its owner. */
  record UserNamespace() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of("unshare", "-U");
    }

    @Override
    public void own(Path folder) {}
  }

  /** {@code setpriv}: keeps the right to pass root's folders, and gives the data to nobody. */
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
    if (!isRoot()) {
      return new AsIs();
    }
    for (Unprivileged way : List.of(new UserNamespace(), new Nobody())) {
      if (works(way)) {
        return way;
      }
    }
    throw new EmbeddedException(
        "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works here;"
            + " start Assay as another user");
  }

  private static boolean isRoot() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return uid.equals(0);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // No /proc: macOS, where the name tells.
      return "root".equals(System.getProperty("user.name"));
    }
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
      // The tool is not installed, which is what was asked.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
