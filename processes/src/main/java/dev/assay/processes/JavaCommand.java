// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a Java child process. Only this class knows which flags each Java version
 * needs. Immutable: every method returns a new command.
 */
public final class JavaCommand {
  private static final String CLASS_PATH = "-cp";

  /** A JVM puts a file of counters into the system's temporary folder, wherever its own is. */
  private static final String NO_COUNTERS = "-XX:-UsePerfData";

  private final Path java;
  private final int feature;
  private final List<String> options;
  private final List<String> target;
  private final List<String> arguments;

  private JavaCommand(
      Path java, int feature, List<String> options, List<String> target, List<String> arguments) {
    this.java = java;
    this.feature = feature;
    this.options = List.copyOf(options);
    this.target = List.copyOf(target);
    this.arguments = List.copyOf(arguments);
  }

  /**
   * A main class, run by the Java of this JVM.
   *
   * @param classPath jars, class folders, or {@code folder/*} for all jars of a folder
   */
  public static JavaCommand main(String mainClass, List<String> classPath) {
    return new JavaCommand(
        currentJava(),
        Runtime.version().feature(),
        List.of(),
        List.of(CLASS_PATH, String.join(File.pathSeparator, classPath), mainClass),
        List.of());
  }

  /** An executable jar, run by the Java of this JVM. */
  public static JavaCommand jar(Path jar) {
    return new JavaCommand(
        currentJava(),
        Runtime.version().feature(),
        List.of(),
        List.of("-jar", jar.toString()),
        List.of());
  }

  /** The same command for another Java executable with the given feature version. */
  public JavaCommand on(Path otherJava, int otherFeature) {
    return new JavaCommand(otherJava, otherFeature, options, target, arguments);
  }

  /** Further JVM options ({@code -Xmx512m}, {@code -Dname=value}), after those of the version. */
  public JavaCommand options(List<String> more) {
    return new JavaCommand(java, feature, joined(options, more), target, arguments);
  }

  public JavaCommand options(String... more) {
    return options(List.of(more));
  }

  /** Further arguments of the main class. */
  public JavaCommand arguments(List<String> more) {
    return new JavaCommand(java, feature, options, target, joined(arguments, more));
  }

  public JavaCommand arguments(String... more) {
    return arguments(List.of(more));
  }

  /**
   * Temporary files, those of libraries included, go to a folder of this process instead of the
   * system's, which all users share and from which some systems load no library.
   *
   * @param folder must exist
   */
  public JavaCommand temporary(Path folder) {
    // JNA, which the engine's binding brings, has a place of its own below the user's home.
    return options(
        "-Djava.io.tmpdir=" + folder.toAbsolutePath(), "-Djna.tmpdir=" + folder.toAbsolutePath());
  }

  /**
   * The words of a command that may use no more than this address space: for a process that runs
   * what others made. Linux keeps the limit; macOS knows none, and the command runs without.
   */
  public List<String> wordsWithin(long bytes) {
    List<String> limited = new ArrayList<>();
    limited.add("/bin/sh");
    limited.add("-c");
    limited.add("ulimit -v %d 2>/dev/null; exec \"$@\"".formatted(Math.max(1, bytes / 1024)));
    limited.add("sh");
    limited.addAll(words());
    return List.copyOf(limited);
  }

  /** The words of the command line, the executable first. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(java.toString());
    words.add(NO_COUNTERS);
    words.addAll(versionFlags(feature));
    words.addAll(options);
    words.addAll(target);
    words.addAll(arguments);
    return List.copyOf(words);
  }

  /**
   * Flags that a JVM of this feature version needs for native libraries and off-heap memory, and
   * that older versions do not know.
   */
  public static List<String> versionFlags(int feature) {
    List<String> flags = new ArrayList<>();
    if (feature >= 22) {
      // The foreign-memory API is final since 22; from 24 on JNI loading warns without this.
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
    if (feature >= 23) {
      // Netty and Kafka still reach memory through sun.misc.Unsafe; 24 warns about the first use of
      // each method.
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return List.copyOf(flags);
  }

  private static Path currentJava() {
    @Nullable String home = System.getProperty("java.home");
    if (home == null) {
      throw new IllegalStateException("this JVM does not say where it is installed (java.home)");
    }
    return Path.of(home, "bin", "java");
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Commands are equal if they are the same words. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JavaCommand command && words().equals(command.words());
  }

  @Override
  public int hashCode() {
    return words().hashCode();
  }

  @Override
  public String toString() {
    return String.join(" ", words());
  }
}
