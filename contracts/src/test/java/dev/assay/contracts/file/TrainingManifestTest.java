// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingManifestTest {
  private static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");
  private static final SplitManifest.Entry TRAIN = entry("a", Part.TRAIN, 0.5);
  private static final SplitManifest.Entry LATER = entry("b", Part.TRAIN, 1);
  private static final SplitManifest.Entry VALIDATION = entry("c", Part.VALIDATION, 1);
  private static final SplitManifest.Entry TEST = entry("d", Part.TEST, 1);

  @TempDir Path folder;

  private static SplitManifest.Entry entry(String name, Part part, double rank) {
    String image = Hash.ofText(name);
    return new SplitManifest.Entry(image, image, 0, name, part, rank);
  }

  private static SplitManifest split() {
    return new SplitManifest(
        SplitManifest.FORMAT_VERSION,
        "phantoms",
        Hash.ofText("version"),
        Hash.ofText("split"),
        "folder",
        CLASSES,
        "patient",
        true,
        1,
        new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
        List.of(TRAIN, LATER, VALIDATION, TEST),
        Map.of(),
        List.of());
  }

  @Test
  void isTheSplitWithoutItsTestPart() {
    TrainingManifest manifest = TrainingManifest.of(split());

    assertThat(manifest.entries()).containsExactly(TRAIN, LATER, VALIDATION);
    assertThat(manifest.train(0.5)).isEqualTo(split().train(0.5)).containsExactly(TRAIN);
    assertThat(manifest.train(1)).isEqualTo(split().train(1)).containsExactly(TRAIN, LATER);
    assertThat(manifest.validation()).containsExactly(VALIDATION);
    assertThat(manifest.classes()).isEqualTo(CLASSES);
  }

  @Test
  void cannotNameATestImage() {
    assertThatThrownBy(() -> new TrainingManifest(1, "phantoms", CLASSES, List.of(TRAIN, TEST)))
        .isInstanceOf(NotForTrainingException.class)
        .hasMessageContaining(TEST.image());
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("manifest.json");
    TrainingManifest manifest = TrainingManifest.of(split());

    manifest.write(file);

    assertThat(TrainingManifest.read(file)).isEqualTo(manifest);
  }

  @Test
  void isNotReadFromAManifestOfTheWholeSplit() throws IOException {
    Path file = Files.writeString(folder.resolve("split.json"), Json.write(split()));

    assertThatThrownBy(() -> TrainingManifest.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no training may read it");
  }

  @Test
  void itsViewOfThePixelsHasNoTestImage() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 2)) {
      for (SplitManifest.Entry entry : split().entries()) {
        writer.add(entry.image(), 2, 2, new byte[12]);
      }
    }

    try (PixelsFile all = PixelsFile.open(file);
        PixelsFile view = PixelsFile.openForTraining(file, TrainingManifest.of(split()), 1)) {
      assertThat(all.size()).isEqualTo(4);
      assertThat(all.image(TEST.image()).width()).isEqualTo(2);
      assertThat(view.size()).isEqualTo(3);
      assertThat(view.image(TRAIN.image())).isEqualTo(all.image(TRAIN.image()));
      assertThat(view.image(VALIDATION.image()).width()).isEqualTo(2);
      assertThatThrownBy(() -> view.image(TEST.image()))
          .isInstanceOf(NotForTrainingException.class)
          .hasMessageContaining(TEST.image());
    }
  }

  @Test
  void theViewOfASubsetHasNoTrainingImageThatIsNotInIt() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 2)) {
      for (SplitManifest.Entry entry : split().entries()) {
        writer.add(entry.image(), 2, 2, new byte[12]);
      }
    }
    TrainingManifest manifest = TrainingManifest.of(split());

    try (PixelsFile view = PixelsFile.openForTraining(file, manifest, 0.5)) {
      assertThat(manifest.images(0.5)).containsExactly(TRAIN.image(), VALIDATION.image());
      assertThat(view.size()).isEqualTo(2);
      assertThatThrownBy(() -> view.image(LATER.image()))
          .isInstanceOf(NotForTrainingException.class);
    }
  }
}
