// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The studies that come with the repository. */
class StudyFilesTest {
  /** Names that the studies of the repository use; other modules know all. */
  private static final StudyReader READER =
      new StudyReader(
          List.of(
              "mobilenet_v2",
              "efficientnet_lite0",
              "efficientnet_lite1",
              "efficientnet_lite2",
              "resnet18",
              "resnet50",
              "vgg16",
              "densenet121",
              "dinov2_vits14",
              "dinov2_vitb14",
              "dinov2_vitl14"),
          List.of("folder", "kermany", "ichallenge-amd", "ham10000", "mri-modalities", "medmnist"));

  static List<Path> studies() throws IOException {
    Path folder = Path.of(System.getProperty("assay.root"), "studies");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> studies = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      assertThat(studies).extracting(f -> f.getFileName().toString()).contains("chest-xray.yaml");
      return studies;
    }
  }

  @ParameterizedTest
  @MethodSource("studies")
  void isReadWithoutAFault(Path study) throws IOException {
    String text = Files.readString(study);
    assertThatCode(() -> READER.read(text)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("studies")
  void isCalledAsItsFile(Path study) throws IOException {
    StudySpec spec = READER.read(Files.readString(study));

    assertThat(spec.name() + ".yaml").isEqualTo(study.getFileName().toString());
    assertThat(spec.datasets())
        .as("no study in the repository names a folder of one machine")
        .allSatisfy(
            d -> {
              if (d.images() != null) {
                assertThat(Path.of(d.images())).isRelative();
                assertThat(study.resolveSibling(d.images())).isDirectory();
              }
            });
  }
}
