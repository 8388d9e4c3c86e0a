// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, LINUX_X86_64",
    "Linux, aarch64, LINUX_AARCH64",
    "Mac OS X, aarch64, OSX_AARCH64"
  })
  void knowsItsMachineByTheNamesThatJavaGives(String os, String architecture, Platform expected) {
    assertThat(Platform.of(os, architecture)).contains(expected);
  }

  @Test
  void thereIsNoneForMachinesWithoutNativeLibraries() {
    assertThat(Platform.of("Mac OS X", "x86_64")).isEmpty();
    assertThat(Platform.of("Linux", "riscv64")).isEmpty();
    assertThat(Platform.labelled("windows")).isEmpty();
  }

  /** A checkout takes the libraries of the platform that builds by a profile of the same name. */
  @ParameterizedTest
  @EnumSource(Platform.class)
  void theBuildHasAProfileForEach(Platform platform) throws IOException {
    Path root = Path.of(System.getProperty("assay.root"));

    assertThat(Files.readString(root.resolve("backbones/pom.xml")))
        .contains("<id>" + platform.label() + "</id>")
        .contains("<classifier>" + platform.label() + "</classifier>");
    assertThat(Files.readString(root.resolve("embedded/pom.xml")))
        .contains("<id>" + platform.label() + "</id>")
        .contains(NativeLibraries.POSTGRES + platform.postgres() + "<");
  }
}
