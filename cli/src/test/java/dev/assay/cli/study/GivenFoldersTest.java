// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenFoldersTest {
  private static final String TWO =
      """
      name: two
      datasets:
        - {name: a, layout: folder, images: pictures}
        - {name: b, layout: folder}
      pretrained: imagenet
      backbones: [mobilenet_v2]
      """;

  private static final Path HOME = Path.of("/nowhere/weights");

  @TempDir Path folder;

  @Test
  void takesTheStudysFoldersRelativeToItsFileAndTheOptionsBeforeThem() throws Exception {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    Path other = Files.createDirectory(folder.resolve("other"));

    ImageFolders folders = ImageFolders.resolve(study(TWO), List.of("b=" + other), List.of());

    assertThat(folders.byDataset()).containsEntry("a", pictures).containsEntry("b", other);
  }

  @Test
  void namesEachDatasetWithoutAFolder() throws Exception {
    StudyFile study = study(TWO);

    assertThatThrownBy(() -> ImageFolders.resolve(study, List.of(), List.of()))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
              assertThat(e.faults())
                  .extracting(f -> f.field())
                  .containsExactly("datasets[0].images", "datasets[1].images");
            });
  }

  @Test
  void leavesDatasetsToTheServerThatKnowsThem() throws Exception {
    Files.createDirectory(folder.resolve("pictures"));

    assertThat(ImageFolders.resolve(study(TWO), List.of(), List.of("b")).byDataset())
        .containsOnlyKeys("a");
  }

  @Test
  void asksWhoseImagesAFolderHolds() throws Exception {
    StudyFile study = study(TWO);

    assertThatThrownBy(() -> ImageFolders.resolve(study, List.of(folder.toString()), List.of()))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> assertThat(e.faults().getFirst().message()).contains("NAME=FOLDER", "a, b"));
  }

  @Test
  void namesAWeightsFileThatCannotBeUsed() throws Exception {
    Files.writeString(folder.resolve("net.pth"), "this is no state dict");
    StudyFile study = study(TWO);

    assertThatThrownBy(() -> WeightsFolder.find(folder, HOME, study.spec()))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
              assertThat(e.faults()).hasSize(1);
              assertThat(e.faults().getFirst().line()).contains("net.pth");
            });
  }

  @Test
  void saysThatTheWeightsFolderIsMissing() throws Exception {
    StudyFile study = study(TWO);
    Path gone = folder.resolve("gone");

    assertThatThrownBy(() -> WeightsFolder.find(gone, HOME, study.spec()))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> assertThat(e.faults().getFirst().line()).contains("--weights", gone.toString()));
  }

  @Test
  void looksIntoTheHomeWhenNoFolderIsGiven() throws Exception {
    Path home = Files.createDirectory(folder.resolve("weights"));
    Files.writeString(home.resolve("net.pth"), "this is no state dict");
    StudyFile study = study(TWO);

    assertThat(WeightsFolder.find(null, HOME, study.spec()).files()).isEmpty();
    assertThatThrownBy(() -> WeightsFolder.find(null, home, study.spec()))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.faults().getFirst().line()).contains("net.pth"));
  }

  @Test
  void leavesOfficialFilesOfOtherBackbonesUnread() throws Exception {
    Files.writeString(folder.resolve("resnet50-0676ba61.pth"), "this is no state dict");
    StudyFile study = study(TWO);

    assertThat(WeightsFolder.find(folder, HOME, study.spec()).notes()).isEmpty();
  }

  private StudyFile study(String text) throws Exception {
    return StudyFile.read(Files.writeString(folder.resolve("study.yaml"), text));
  }
}
