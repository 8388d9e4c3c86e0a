// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Version;
import dev.assay.cli.release.NativeLibraries;
import dev.assay.cli.release.Platform;
import dev.assay.cli.release.ReleaseArchive;
import dev.assay.cli.release.ReleaseContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "dist",
    mixinStandardHelpOptions = true,
    description = {
      "Make a release archive, one file for a platform, from this checkout.",
      "An unpacked archive needs only a JDK 21 or newer. The same build gives the same"
          + " bytes. The file FILE.sha256 is for 'sha256sum --check'."
    })
final class DistCommand implements Callable<Integer> {
  /** The script sets this variable to the Maven that it found. */
  static final String MAVEN = "ASSAY_MAVEN";

  private final Program program;

  @Mixin private final HomeOptions common = new HomeOptions();

  @Option(
      names = "--platform",
      paramLabel = "PLATFORM",
      description = "linux-x86_64, linux-aarch64 or osx-aarch64 (default: this machine's).")
  private @Nullable String platform;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the archive (default: target/dist in the checkout).")
  private @Nullable Path out;

  DistCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = program.root();
    if (program.installation().isRelease()) {
      throw CliException.badInput("dist needs a checkout of the sources; this is a release");
    }
    Platform wanted = platform();
    Path natives = root.resolve("target/natives").resolve(wanted.label());
    new NativeLibraries(root, maven()).copy(wanted, natives);
    String name = "assay-%s-%s".formatted(Version.text(), wanted.label());
    Path folder = out == null ? root.resolve("target/dist") : out;
    Path archive = folder.resolve(name + ".tar.gz");
    String sha256 =
        ReleaseArchive.write(archive, name, ReleaseContents.of(root, natives, Version.text()));
    if (common.json()) {
      program
          .console()
          .document(
              Map.of(
                  "archive",
                  archive.toAbsolutePath().normalize().toString(),
                  "platform",
                  wanted.label(),
                  "sha256",
                  sha256));
    } else {
      program
          .console()
          .out()
          .printf("%s (%d MB)%nsha256 %s%n", archive, Files.size(archive) >> 20, sha256);
      program.console().out().flush();
    }
    return 0;
  }

  private Platform platform() {
    String accepted = String.join(", ", Platform.labels());
    if (platform != null) {
      return Platform.labelled(platform)
          .orElseThrow(
              () ->
                  CliException.badInput(
                      "--platform '%s' is not known; accepted: %s".formatted(platform, accepted)));
    }
    String os = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    return Platform.of(os, architecture)
        .orElseThrow(
            () ->
                CliException.badInput(
                    "there is no release for this machine (%s, %s); name another with --platform: %s"
                        .formatted(os, architecture, accepted)));
  }

  private Path maven() {
    String maven = program.environment().get(MAVEN);
    if (maven == null) {
      throw CliException.environment("the variable " + MAVEN + " is not set; start it by ./assay");
    }
    return Path.of(maven);
  }
}
