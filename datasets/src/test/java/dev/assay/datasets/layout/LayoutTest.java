// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir Path root;

  @Test
  void readsClassFolders() throws Exception {
    files(
        "b/1.png", "b/deep/2.png", "a/1.png", ".DS_Store", "a/.hidden", "a/Thumbs.db", "notes.txt");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.classes()).containsExactly("a", "b");
    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("a/1.png", "b/1.png", "b/deep/2.png");
    assertThat(listing.files()).extracting(ListedFile::part).containsOnly(Optional.empty());
    assertThat(listing.files()).extracting(f -> f.patient().orElseThrow()).doesNotHaveDuplicates();
  }

  @Test
  void readsPartFoldersUnderTheirUsualNames() throws Exception {
    files(
        "Training/x/1.png",
        "Training/y/1.png",
        "Testing/x/2.png",
        "Testing/y/2.png",
        "valid/x/3",
        "valid/y/3");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.files())
        .extracting(f -> f.part().orElseThrow())
        .containsExactly(
            Part.TEST, Part.TEST, Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.VALIDATION);
  }

  @Test
  void readsNamesWithSpacesAndUmlauts() throws Exception {
    files("Lungenentzündung/Bild 1 ß.png", "gesund/Bild 2 é.png");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.classes()).containsExactly("Lungenentzündung", "gesund");
    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("Lungenentzündung/Bild 1 ß.png", "gesund/Bild 2 é.png");
  }

  @Test
  void refusesANameThatIsNoTextAndNamesItsFolder() throws Exception {
    files("a/1.png", "b/1.png");
    // Written on a system with Latin-1 names: u with two dots is the byte FC.
    byLatin1Name("b/inner/h\\374fte.png");

    assertThatThrownBy(() -> Layout.named("folder").list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(root.resolve("b/inner") + " has 1 files or folders whose names")
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesAFolderWhoseNameIsNoText() throws Exception {
    files("a/1.png", "b/1.png");
    byLatin1Name("h\\374fte/1.png");

    assertThatThrownBy(() -> Layout.named("folder").list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(root + " has 1 files or folders whose names");
  }

  /** A JVM cannot make such a name itself. */
  private void byLatin1Name(String name) throws Exception {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "f=$(printf '%b' \"$1\"); mkdir -p \"$(dirname \"$f\")\" && : > \"$f\"",
                "sh",
                name)
            .directory(root.toFile())
            .start();
    Assumptions.assumeTrue(
        shell.waitFor() == 0, "this file system takes no name that is not UTF-8");
  }

  @Test
  void descendsThroughFoldersThatContainOneFolder() throws Exception {
    files("archive/data/a/1.png", "archive/data/b/1.png", "archive/README.md");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.root()).isEqualTo(root.resolve("archive/data"));
    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("a/1.png", "b/1.png");
  }

  @Test
  void readsKermanyPatients() throws Exception {
    files(
        "train/NORMAL/IM-0115-0001.jpeg",
        "train/NORMAL/NORMAL2-IM-0115-0001-0002.jpeg",
        "train/PNEUMONIA/person1_bacteria_1.jpeg",
        "train/PNEUMONIA/person1_virus_6.jpeg",
        "val/NORMAL/NORMAL2-IM-1427-0001.jpeg",
        "val/PNEUMONIA/person1_bacteria_9.jpeg",
        "test/NORMAL/IM-0115-0001.jpeg",
        "test/PNEUMONIA/person1_virus_6.jpeg",
        "test/PNEUMONIA/scan.jpeg");

    Listing listing = Layout.named("kermany").list(root);

    assertThat(listing.classes()).containsExactly("NORMAL", "PNEUMONIA");
    assertThat(listing.files())
        .extracting(ListedFile::patient)
        .containsExactly(
            Optional.of("test:IM-0115"),
            Optional.of("test:person1"),
            Optional.empty(),
            Optional.of("train:IM-0115"),
            Optional.of("train:NORMAL2-IM-0115"),
            Optional.of("train:person1"),
            Optional.of("train:person1"),
            Optional.of("train:NORMAL2-IM-1427"),
            Optional.of("train:person1"));
  }

  @Test
  void imageIdsAreNormalised() throws Exception {
    files("a/e\u0301.png", "b/1.png");

    assertThat(Layout.named("folder").list(root).files().get(0).imageId())
        .isEqualTo("a/\u00e9.png");
  }

  @Test
  void refusesUnknownLayouts() {
    assertFaults(
        () -> Layout.named("imagenet"),
        "layout 'imagenet' is not known; accepted: [chexpert, csv, folder, ham10000,"
            + " ichallenge-amd, isic, kermany, medmnist, mimic-cxr-jpg, mri-modalities,"
            + " nih-chestxray14, padchest, vindr-cxr]");
  }

  @Test
  void refusesMissingFoldersAndFiles() throws Exception {
    files("file");

    assertFaults(() -> Layout.named("folder").list(root.resolve("gone")), "does not exist");
    assertFaults(
        () -> Layout.named("folder").list(root.resolve("file")),
        "is a file; a folder of images or an archive");
  }

  @Test
  void refusesFoldersWithoutTwoClasses() throws Exception {
    assertFaults(() -> Layout.named("folder").list(root), "has no class folder");
    files("only/1.png");
    assertFaults(() -> Layout.named("folder").list(root), "has one class folder [only]");
    Files.createDirectories(root.resolve("empty"));
    Files.delete(root.resolve("only/1.png"));
    assertFaults(() -> Layout.named("folder").list(root), "has no files in its class folders");
  }

  @Test
  void namesEveryFaultOfTheFolders() throws Exception {
    files("train/a/1", "train/b/1", "test/a/1", "val/b/1");

    assertFaults(
        () -> Layout.named("folder").list(root),
        "the validation folder has no class folder [a]",
        "the test folder has no class folder [b]");
  }

  @Test
  void refusesMixturesOfPartsAndClasses() throws Exception {
    files("test/a/1", "other_data/a/1.png", "valid/a/1", "val/a/1");

    assertFaults(
        () -> Layout.named("folder").list(root),
        "folder 'other_data' is next to train and test folders but is no part",
        "two folders name the part validation",
        "there is no train folder");
  }

  @Test
  void refusesOtherClassesThanKermanys() throws Exception {
    files("train/NORMAL/IM-1-1.jpeg", "train/COVID/1.jpeg", "test/NORMAL/IM-2-1.jpeg");

    assertFaults(
        () -> Layout.named("kermany").list(root),
        "folder 'train/COVID' is no class of layout 'kermany'; accepted: [NORMAL, PNEUMONIA]",
        "the train folder has no class folder [PNEUMONIA]",
        "the test folder has no class folder [PNEUMONIA]");
  }

  @Test
  void refusesKermanyWithoutParts() throws Exception {
    files("NORMAL/IM-1-1.jpeg", "PNEUMONIA/person1_virus_1.jpeg");

    assertFaults(() -> Layout.named("kermany").list(root), "has no train folder");
  }

  private interface Attempt {
    Object run() throws DatasetException;
  }

  private static void assertFaults(Attempt attempt, String... parts) {
    assertThatThrownBy(attempt::run)
        .isInstanceOfSatisfying(
            DatasetException.class,
            e -> {
              List<String> faults = e.faults();
              assertThat(faults).hasSize(parts.length);
              for (int i = 0; i < parts.length; i++) {
                assertThat(faults.get(i)).contains(parts[i]);
              }
            });
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }
}
