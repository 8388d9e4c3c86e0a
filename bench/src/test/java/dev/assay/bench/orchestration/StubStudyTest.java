// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.study.StudyReader;
import dev.assay.contracts.study.StudySpec;
import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StubStudyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 100, 1_000, 10_001, 100_000})
  void isAStudyOfSoManyCellsOrAFewMore(int cells) throws IOException {
    StubStudy study = new StubStudy(cells);

    StudySpec read =
        new StudyReader(BackboneCatalogue.names(), List.of("kermany"))
            .read(Files.readString(study.write(folder, "many", 7)));

    int made = read.backbones().size() * read.heads().size() * read.subsetRatios().size();
    assertThat(made).isEqualTo(study.cells()).isBetween(cells, cells + cells / 20 + 2);
    assertThat(read.subsetRatios()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 1_000_000})
  void saysHowManyCellsAreAccepted(int cells) {
    assertThatThrownBy(() -> new StubStudy(cells)).hasMessageContaining("cells: must be 2 to");
  }

  @Test
  void writesItsImagesOnce() throws IOException {
    StubStudy study = new StubStudy(2);
    study.write(folder, "first", 1);
    Path images = folder.resolve("phantoms");
    Object written = Files.getLastModifiedTime(images);

    study.write(folder, "second", 2);

    assertThat(Files.getLastModifiedTime(images)).isEqualTo(written);
  }
}
