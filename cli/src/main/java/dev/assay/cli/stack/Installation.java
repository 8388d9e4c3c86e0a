// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the parts of Assay are: in a checkout that Maven built, or in an unpacked release.
 *
 * @param root of the checkout, or of the release
 */
public record Installation(Path root) {
  /** A release has this file, a checkout has not. */
  private static final String RELEASE = "VERSION";

  public boolean isRelease() {
    return Files.isRegularFile(root.resolve(RELEASE));
  }

  Path serviceJar(Service service) {
    String folder = isRelease() ? "services/%s" : "%s/target/quarkus-app";
    return root.resolve(folder.formatted(service.processName())).resolve("quarkus-run.jar");
  }

  /** The class path of the trainer and scorer processes. */
  public Path trainerLib() {
    return root.resolve(isRelease() ? "trainer" : "backbones/target/lib");
  }

  /** The class path of the process that runs imported networks. */
  public Path embedderLib() {
    return root.resolve(isRelease() ? "embedder" : "embedder/target/lib");
  }

  /**
   * The folder below which PostgreSQL is unpacked. If this user cannot write there, it is below the
   * home.
   */
  Path programs(Home home) {
    return orBelowHome(
        root.resolve(isRelease() ? "programs" : "embedded/target"),
        home.folder().resolve("programs"));
  }

  /** The folder of {@link ClassArchives}, for which the same holds. */
  Path classArchives(Home home) {
    return orBelowHome(
        root.resolve(isRelease() ? "class-archives" : "target/class-archives"),
        home.engine().resolve("class-archives"));
  }

  private Path orBelowHome(Path shared, Path ofHome) {
    Path existing = Files.exists(shared) ? shared : root;
    return Files.isWritable(existing) ? shared : ofHome;
  }

  /** What to do when a part is missing. */
  String remedy() {
    return isRelease() ? "unpack the release again" : "build with: mvn -q -DskipTests package";
  }
}
