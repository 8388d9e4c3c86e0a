// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.release;

import dev.assay.cli.CliException;
import dev.assay.cli.stack.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which files of a built checkout go where in a release. {@code dev.assay.cli.stack.Installation}
 * finds them there again.
 */
public final class ReleaseContents {
  private final Path root;
  private final SortedMap<String, ReleaseFile> files = new TreeMap<>();

  private ReleaseContents(Path root) {
    this.root = root;
  }

  /**
   * @param root of a checkout that is built
   * @param natives folder with the jars that {@link NativeLibraries} copied
   * @return the files by their path in the archive, in the order of these paths
   */
  public static SortedMap<String, ReleaseFile> of(Path root, Path natives, String version)
      throws IOException {
    ReleaseContents contents = new ReleaseContents(root);
    contents.put("VERSION", ReleaseFile.text(version + "\n"));
    contents.put("assay", ReleaseFile.program(contents.required("assay")));
    for (String document : List.of("README.md", "LICENSE", "NOTICE")) {
      contents.put(document, ReleaseFile.of(contents.required(document)));
    }
    contents.folder("studies", "studies", name -> name.endsWith(".yaml"));
    contents.folder("demo", "demo", name -> true);
    contents.folder("docs/guide", "docs/guide", name -> name.endsWith(".md"));
    contents.folder("docs/images", "docs/images", name -> true);
    contents.folder("cli/src/help", "help", name -> name.endsWith(".txt"));
    contents.put("lib/cli.jar", ReleaseFile.of(contents.required("cli/target/cli.jar")));
    contents.folder("cli/target/lib", "lib", name -> !name.startsWith(NativeLibraries.POSTGRES));
    contents.folder("embedded/target/kafka-lib", "lib/kafka-lib", name -> true);
    contents.folder(
        "backbones/target/lib", "trainer", name -> !name.startsWith(NativeLibraries.ENGINE));
    contents.folder("embedder/target/lib", "embedder", name -> true);
    for (Service service : Service.values()) {
      String name = service.processName();
      contents.folder(name + "/target/quarkus-app", "services/" + name, file -> true);
    }
    contents.nativeLibrary(natives, NativeLibraries.POSTGRES, "lib/");
    contents.nativeLibrary(natives, NativeLibraries.ENGINE, "trainer/");
    return contents.files;
  }

  private void put(String name, ReleaseFile file) {
    files.put(name, file);
  }

  private Path required(String path) {
    Path file = root.resolve(path);
    if (!Files.exists(file)) {
      throw CliException.environment(file + " is missing; the checkout is not built");
    }
    return file;
  }

  /** All files below a folder whose names are wanted. */
  private void folder(String path, String target, Predicate<String> wanted) throws IOException {
    Path folder = required(path);
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        if (wanted.test(file.getFileName().toString())) {
          String below = folder.relativize(file).toString().replace('\\', '/');
          put(target + "/" + below, ReleaseFile.of(file));
        }
      }
    }
  }

  private void nativeLibrary(Path natives, String prefix, String target) throws IOException {
    try (Stream<Path> found = Files.list(natives)) {
      Path jar =
          found
              .filter(file -> file.getFileName().toString().startsWith(prefix))
              .findFirst()
              .orElseThrow(
                  () -> CliException.environment("no " + prefix + "*.jar is in " + natives));
      put(target + jar.getFileName(), ReleaseFile.of(jar));
    }
  }

  /**
   * One file of a release.
   *
   * @param source where its bytes are
   * @param executable whether it is a program
   */
  public record ReleaseFile(Source source, boolean executable) {
    /** Opens the bytes. */
    public interface Source {
      byte[] read() throws IOException;
    }

    static ReleaseFile of(Path file) {
      return new ReleaseFile(() -> Files.readAllBytes(file), false);
    }

    static ReleaseFile program(Path file) {
      return new ReleaseFile(() -> Files.readAllBytes(file), true);
    }

    static ReleaseFile text(String text) {
      return new ReleaseFile(() -> text.getBytes(StandardCharsets.UTF_8), false);
    }
  }
}
