// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./assay} in a checkout of its own, with stand-ins for java and mvn. */
class ScriptTest {
  @TempDir Path folder;
  private Path root;
  private Path bin;

  @BeforeEach
  void makeCheckout() throws Exception {
    root = Files.createDirectory(folder.resolve("checkout"));
    bin = Files.createDirectory(folder.resolve("bin"));
    Files.copy(Path.of(System.getProperty("assay.root"), "assay"), root.resolve("assay"));
    Files.setPosixFilePermissions(
        root.resolve("assay"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>3.2.1</version>\n</project>");
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.writeString(root.resolve("cli/pom.xml"), "<project/>");
    for (String tool :
        List.of(
            "sh",
            "sed",
            "head",
            "dirname",
            "readlink",
            "find",
            "mkdir",
            "mv",
            "rm",
            "cat",
            "grep",
            "tail")) {
      shell(bin.resolve(tool), "exec " + which(tool) + " \"$@\"");
    }
  }

  @Test
  void saysThatThereIsNoJdk() throws Exception {
    noJdkElsewhere();
    jdk("old", "17.0.2");

    Result result = script(Map.of("JAVA_HOME", folder.resolve("jvm/old").toString()), "demo");

    assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(result.err()).contains("a JDK of version 21 or newer is needed");
  }

  @Test
  void prefersTheUsersChoiceThenVersion25ThenTheNewest() throws Exception {
    Path chosen = jdk("chosen", "21.0.4");
    jdk("a", "22");
    jdk("b", "25.0.1");
    jdk("c", "26");
    built();

    assertThat(script(Map.of("JAVA_HOME", chosen.toString()), "status").out())
        .startsWith("chosen ");
    assertThat(script(Map.of(), "status").out()).startsWith("b ");
    assertThat(script(Map.of("JAVA_HOME", jdk("old", "1.8.0_1").toString()), "status").out())
        .startsWith("b ");
  }

  @Test
  void passesTheArgumentsOnAsTheyAre() throws Exception {
    jdk("b", "25");
    built();

    assertThat(script(Map.of(), "run", "a study.yaml", "--images", "x*y").out())
        .contains("[dev.assay.cli.command.Assay][run][a study.yaml][--images][x*y]")
        .contains("[-Dassay.root=" + root.toRealPath() + "]");
  }

  @Test
  void givesEveryJvmALocaleThatReadsAllFileNames() throws Exception {
    Path jdk = jdk("b", "25");
    shell(jdk.resolve("bin/java"), "printf 'LC_ALL=%s' \"$LC_ALL\"");
    built();

    // As cron, services, containers and ssh leave it, and as a German desktop has it.
    for (Map<String, String> locale :
        List.of(
            Map.<String, String>of(),
            Map.of("LANG", "C"),
            Map.of("LC_ALL", "C"),
            Map.of("LC_ALL", "de_DE.UTF-8"))) {
      assertThat(script(locale, "status").out()).isEqualTo("LC_ALL=C.UTF-8");
    }
  }

  @Test
  void takesTheNextUtf8LocaleWhereTheFirstIsMissing() throws Exception {
    Path jdk = jdk("b", "25");
    shell(jdk.resolve("bin/java"), "printf 'LC_ALL=%s' \"$LC_ALL\"");
    built();
    shell(bin.resolve("locale"), "case $LC_ALL in en_US*) echo UTF-8;; *) echo US-ASCII;; esac");

    assertThat(script(Map.of("LANG", "C"), "status").out()).isEqualTo("LC_ALL=en_US.UTF-8");
  }

  @Test
  void buildsWhenAJarIsMissingOrASourceIsNewer() throws Exception {
    jdk("b", "25");
    built();
    maven("echo built >> " + root + "/builds; " + touchAll());

    script(Map.of(), "status");
    assertThat(root.resolve("builds")).doesNotExist();

    Files.delete(root.resolve("data-service/target/quarkus-app/quarkus-run.jar"));
    assertThat(script(Map.of(), "status").err()).contains("building with", "minutes");
    assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(1);

    Files.writeString(root.resolve("cli/src/main/New.java"), "class New {}");
    later(root.resolve("cli/src/main/New.java"));
    script(Map.of(), "status");
    assertThat(Files.readAllLines(root.resolve("builds"))).hasSize(2);
  }

  @Test
  void buildsInParallelWithoutTestsAndShowsOneLineForEachModule() throws Exception {
    jdk("b", "25");
    maven(
        "printf '[%s]' \"$@\" > "
            + root
            + "/words; echo; echo '[INFO] Building contracts 0.1.0-SNAPSHOT      [2/18]'; "
            + "echo '[INFO] Building jar: x'");

    Result result = script(Map.of(), "status");

    assertThat(result.err().lines().skip(1)).containsExactly("assay: building 2 of 18: contracts");
    assertThat(Files.readString(root.resolve("words")))
        .contains("[-T][1C][-Dmaven.test.skip=true]", "reporting-service,cli][-am][package]");
    assertThat(Files.readString(root.resolve("target/assay-build.log")))
        .contains("Building jar: x");
  }

  @Test
  void buildsTheBenchmarksOnlyForThemselves() throws Exception {
    jdk("b", "25");
    built();
    Files.delete(root.resolve("bench/target/bench.jar"));
    maven("echo \"$@\" >> " + root + "/builds; " + touchAll());

    script(Map.of(), "status");
    assertThat(root.resolve("builds")).doesNotExist();

    script(Map.of(), "bench");
    assertThat(Files.readString(root.resolve("builds"))).contains("reporting-service,cli,bench ");
  }

  @Test
  void helpAndVersionNeedNoBuildNoMavenAndNoJdk() throws Exception {
    Files.createDirectories(root.resolve("cli/src/help"));
    Files.writeString(root.resolve("cli/src/help/assay.txt"), "all commands\n");
    Files.writeString(root.resolve("cli/src/help/assay-data.txt"), "of data\n");
    Files.writeString(root.resolve("cli/src/help/assay-data-list.txt"), "of list\n");

    for (String[] words : new String[][] {{"--help"}, {"-h"}, {"help"}}) {
      assertThat(script(Map.of(), words)).isEqualTo(new Result(0, "all commands\n", ""));
    }
    assertThat(script(Map.of(), "data", "list", "--help"))
        .isEqualTo(new Result(0, "of list\n", ""));
    assertThat(script(Map.of(), "help", "data")).isEqualTo(new Result(0, "of data\n", ""));
    assertThat(script(Map.of(), "--version")).isEqualTo(new Result(0, "assay 3.2.1\n", ""));
    assertThat(script(Map.of(), "test", "--help").out()).startsWith("assay test");
    assertThat(root.resolve("target")).doesNotExist();
  }

  @Test
  void leavesHelpOfCommandsWithoutTextAndTheTextsOfValuesToTheProgram() throws Exception {
    jdk("b", "25");
    built();

    assertThat(script(Map.of(), "fly", "--help").out()).contains("[fly][--help]");
    assertThat(script(Map.of(), "help", "fly").out()).contains("[help][fly]");
    assertThat(script(Map.of(), "run", "a.yaml", "--help").out()).contains("[run][a.yaml]");
  }

  @Test
  void worksThroughSymbolicLinksFromAnyFolder() throws Exception {
    jdk("b", "25");
    built();
    Files.createSymbolicLink(folder.resolve("relative"), Path.of("checkout/assay"));
    Files.createSymbolicLink(bin.resolve("assay"), folder.resolve("relative"));

    Result result = run(Map.of(), List.of("sh", "-c", "assay status"));

    assertThat(result.out()).contains("[-Dassay.root=" + root.toRealPath() + "]", "[status]");
    assertThat(folder.resolve("target")).doesNotExist();
    assertThat(bin.resolve("target")).doesNotExist();
  }

  @Test
  void aReleaseRunsOnAJavaWithoutCompilerAndBuildsNothing() throws Exception {
    Files.delete(jdk("b", "25").resolve("bin/javac"));
    Files.writeString(root.resolve("VERSION"), "9.8.7\n");
    Files.delete(root.resolve("pom.xml"));

    assertThat(script(Map.of(), "--version").out()).isEqualTo("assay 9.8.7\n");
    assertThat(script(Map.of(), "status").out())
        .contains("[-cp][" + root.toRealPath() + "/lib/*]", "[status]");
    for (String command : List.of("test", "bench", "dist")) {
      Result refused = script(Map.of(), command);
      assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(refused.err()).contains("'" + command + "' needs a checkout");
    }
    assertThat(root.resolve("target")).doesNotExist();
  }

  @Test
  void tellsWhyABuildFailed() throws Exception {
    jdk("b", "25");
    maven("echo '[ERROR] no such symbol'; exit 1");

    Result result = script(Map.of(), "status");

    assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(result.err()).contains("no such symbol", "assay-build.log");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    jdk("b", "25");

    Result result = script(Map.of(), "status");

    assertThat(result.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(result.err()).contains("Maven >= 3.8 is needed");
  }

  @Test
  void testsThroughMavenWithThePropertiesGiven() throws Exception {
    jdk("b", "25");
    maven("printf '[%s]' \"$@\"");

    assertThat(script(Map.of(), "test", "-Dtest=A B", "--full").out())
        .isEqualTo("[-B][-T][2][verify][-Dtest=A B][-Dtest.excluded.groups=]");
    assertThat(script(Map.of(), "test").out()).isEqualTo("[-B][-T][2][verify]");
    assertThat(script(Map.of(), "test", "--chaos", "--minutes", "9", "--seed", "3").out())
        .startsWith("[-B][-T][2][verify][-pl][system-tests][-am]")
        .contains("[-Dit.test=ChaosIT]", "[-Dtest.excluded.groups=]")
        .endsWith("[-Dchaos.minutes=9][-Dchaos.seed=3]");
    for (String wrong : List.of("x", "-1", "")) {
      assertThat(script(Map.of(), "test", "--chaos", "--minutes", wrong).code())
          .isEqualTo(ExitCode.BAD_INPUT.number());
    }
    assertThat(script(Map.of(), "test", "--tables").out())
        .startsWith("[-B][-T][2][verify][-pl][statistics][-am][-Dtest=ErrorRatesTest,")
        .endsWith("[-Dtest.excluded.groups=]");
    assertThat(script(Map.of(), "test", "--write", "--tables").out())
        .endsWith("[-Dtest.excluded.groups=][-Dtables.write=true]");
    for (String wrong : List.of("--write", "--chaos --tables")) {
      assertThat(script(Map.of(), ("test " + wrong).split(" ")).code())
          .isEqualTo(ExitCode.BAD_INPUT.number());
    }
    assertThat(script(Map.of(), "test", "everything").code())
        .isEqualTo(ExitCode.BAD_INPUT.number());
  }

  @Test
  void measuresInAJavaWithoutTheLimitsOfAShortLife() throws Exception {
    jdk("b", "25");
    built();

    assertThat(script(Map.of(), "bench", "networks", "--pairs", "9").out())
        .contains("[dev.assay.bench.Bench][networks][--pairs][9]")
        .doesNotContain("TieredStopAtLevel");
  }

  private record Result(int code, String out, String err) {}

  private Result script(Map<String, String> environment, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(root.resolve("assay").toString()));
    words.addAll(List.of(arguments));
    return run(environment, words);
  }

  private Result run(Map<String, String> environment, List<String> words) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("ASSAY_JVM_DIR", folder.resolve("jvm").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A folder that says it is a JDK; its java prints its own name and its arguments. */
  private Path jdk(String name, String version) throws Exception {
    Path home = folder.resolve("jvm").resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    shell(home.resolve("bin/javac"), "echo javac " + version);
    shell(home.resolve("bin/java"), "printf '" + name + " '; printf '[%s]' \"$@\"");
    return home;
  }

  private void maven(String script) throws Exception {
    shell(bin.resolve("mvn"), script);
  }

  private void built() throws Exception {
    for (String jar : jars()) {
      Path file = root.resolve(jar);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "jar");
    }
    Files.createDirectories(root.resolve("embedded/target/kafka-lib"));
    Files.createDirectories(root.resolve("backbones/target/lib"));
    Files.createDirectories(root.resolve("embedder/target/lib"));
    Files.createDirectories(root.resolve("target"));
    later(Files.writeString(root.resolve("target/assay-built"), ""));
  }

  private static List<String> jars() {
    return Stream.concat(
            Stream.of("cli/target/cli.jar", "bench/target/bench.jar"),
            Stream.of("data", "training", "inference", "evaluation", "reporting")
                .map(service -> service + "-service/target/quarkus-app/quarkus-run.jar"))
        .toList();
  }

  private String touchAll() {
    return String.join("; ", jars().stream().map(jar -> ": >> " + root.resolve(jar)).toList());
  }

  /** Newer than all that was written before, whatever the file system's resolution. */
  private static void later(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 2_000));
  }

  private static void shell(Path file, String script) throws Exception {
    Files.write(file, ("#!/bin/sh\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    return Stream.of("/usr/bin", "/bin")
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(tool + " is needed by the script"));
  }

  private static void noJdkElsewhere() {
    boolean elsewhere =
        Stream.of("/usr/local/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")
            .anyMatch(place -> Files.isDirectory(Path.of(place)));
    if (elsewhere) {
      System.err.println(
          "SKIPPED: this machine has JDKs in places that the script always looks at");
      Assumptions.abort("JDKs elsewhere");
    }
  }
}
