// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The studies that come with Assay, and from which users copy theirs. */
class ReadyStudiesTest {
  static List<Path> studies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("assay.root"), "studies"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void areWithoutFaultAndNamedLikeTheirFiles(Path file) throws Exception {
    StudyFile study = StudyFile.read(file);

    assertThat(file.getFileName()).hasToString(study.spec().name() + ".yaml");
    assertThat(study.spec().datasets()).isNotEmpty();
  }
}
