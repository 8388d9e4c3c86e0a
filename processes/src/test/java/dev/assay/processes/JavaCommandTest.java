// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCommandTest {
  @Test
  void givesNoFlagThatTheVersionDoesNotKnow() {
    assertThat(JavaCommand.versionFlags(21)).isEmpty();
    assertThat(JavaCommand.versionFlags(22)).containsExactly("--enable-native-access=ALL-UNNAMED");
  }

  @ParameterizedTest
  @ValueSource(ints = {23, 24, 25, 26})
  void allowsNativeAccessAndUnsafeMemoryOnNewVersions(int feature) {
    assertThat(JavaCommand.versionFlags(feature))
        .containsExactly(
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void putsOptionsBeforeTheMainClassAndArgumentsAfterIt() {
    JavaCommand command =
        JavaCommand.main("a.Main", List.of("lib/*", "classes"))
            .options("-Xmx64m")
            .arguments("job.json")
            .on(Path.of("/jdk/bin/java"), 21);

    assertThat(command.words())
        .containsExactly(
            "/jdk/bin/java",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "-cp",
            "lib/*:classes",
            "a.Main",
            "job.json");
  }

  @Test
  void startsAnExecutableJarWithTheJavaOfThisJvm() {
    List<String> words = JavaCommand.jar(Path.of("app.jar")).words();

    assertThat(words.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
    assertThat(words).endsWith("-jar", "app.jar");
  }
}
