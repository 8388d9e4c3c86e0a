// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.Part;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders as people name them. */
class FoldersAsFoundTest {
  @TempDir Path root;

  /** With a part that is taken for a class, a model would learn which part an image is in. */
  @ParameterizedTest
  @CsvSource({
    "train, test, val",
    "TRAIN, TEST, Validate",
    "training_set, test_set, validation_set",
    "Training Set, Test Set, Valid Set",
    "train_data, test_data, val_data",
    "train_images, test_images, val-images",
    "trainset, testset, valset",
    "'train ', 'test ', ' val'",
    "01_train, 02_test, 03_val",
    "seg_train, seg_test, seg_val",
    "chest-train, chest-test, chest-val",
    "train1, test1, val1"
  })
  void readsPartsUnderTheNamesThatArchivesGiveThem(String train, String test, String val)
      throws Exception {
    for (String part : List.of(train, test, val)) {
      write(part + "/a/1.png", part + "a");
      write(part + "/b/1.png", part + "b");
    }

    Listing listing = list();

    assertThat(listing.classes()).containsExactly("a", "b");
    assertThat(listing.files())
        .extracting(f -> f.imageId().split("/")[0], f -> f.part().orElseThrow())
        .contains(tuple(train, Part.TRAIN), tuple(test, Part.TEST), tuple(val, Part.VALIDATION));
  }

  /** Only folders of folders are parts by such a name. */
  @Test
  void readsClassesWhoseNamesEndLikeThoseOfParts() throws Exception {
    write("negative_test/1.png", "1");
    write("positive_test/1.png", "2");

    Listing listing = list();

    assertThat(listing.classes()).containsExactly("negative_test", "positive_test");
    assertThat(listing.files()).extracting(ListedFile::part).containsOnly(Optional.empty());
  }

  /** As Kaggle's archive of scenes has them. */
  @Test
  void entersAPartThatContainsItselfAlone() throws Exception {
    for (String part : List.of("seg_train/seg_train", "seg_test/seg_test", "val/val/val")) {
      write(part + "/a/1.png", part + "a");
      write(part + "/b/1.png", part + "b");
    }

    assertThat(list().files())
        .extracting(ListedFile::className, f -> f.part().orElseThrow())
        .containsExactlyInAnyOrder(
            tuple("a", Part.TRAIN),
            tuple("b", Part.TRAIN),
            tuple("a", Part.TEST),
            tuple("b", Part.TEST),
            tuple("a", Part.VALIDATION),
            tuple("b", Part.VALIDATION));
  }

  @Test
  void readsClassesThatDifferInCaseAsOne() throws Exception {
    write("train/Normal/1.png", "1");
    write("train/sick/1.png", "2");
    write("test/normal/1.png", "3");
    write("test/sick/1.png", "4");

    Listing listing = list();

    assertThat(listing.classes()).containsExactly("Normal", "sick");
    assertThat(listing.notes())
        .containsExactly(
            "the labels 'Normal' (1 folders), 'normal' (1 folders) are read as one class,"
                + " 'Normal'");
  }

  @Test
  void readsTheFoldersOfKermanyInAnyCase() throws Exception {
    for (String part : List.of("train", "test")) {
      write(part + "/normal/normal-1-0001.jpeg", part + "1");
      write(part + "/Pneumonia/bacteria-2-0001.jpeg", part + "2");
    }

    assertThat(Layout.named("kermany").list(root).classes()).containsExactly("NORMAL", "PNEUMONIA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"images", "unknown", "unlabeled/deep"})
  void namesTheImagesOfAPartWithoutClassFolders(String inner) throws Exception {
    write("train/a/1.png", "1");
    write("train/b/1.png", "2");
    write("test/" + inner + "/1.png", "3");

    Listing listing = list();

    assertThat(listing.classes()).containsExactly("a", "b");
    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()), LeftOut::reason)
        .containsExactly(tuple("test/" + inner + "/1.png", QuarantineReason.NO_CLASS_FOLDER));
  }

  /** A link to the folder of the classes would bring the images of one class into another. */
  @Test
  void doesNotFollowALinkToAFolderAboveTheClass() throws Exception {
    write("a/1.png", "1");
    write("b/2.png", "2");
    Files.createSymbolicLink(root.resolve("a/up"), Path.of(".."));

    Listing listing = list();

    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("a/1.png", "b/2.png");
    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()), LeftOut::reason)
        .containsExactly(tuple("a/up", QuarantineReason.LINK_LOOP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x_mask.png",
        "x-mask.png",
        "xmask.png",
        "x (mask).png",
        "mask_x.png",
        "x_GT.png",
        "x.mask.0.png",
        "masks/x.png",
        "Ground Truth/x.png",
        "annotations/x.png",
        "labels/x.png"
      })
  void leavesMasksOutUnderTheNamesThatArchivesGiveThem(String mask) throws Exception {
    write("a/x.jpg", "1");
    write("b/x.jpg", "2");
    write("b/" + mask, "3");

    Listing listing = list();

    assertThat(listing.files()).extracting(ListedFile::className).containsExactly("a", "b");
    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()), LeftOut::reason)
        .containsExactly(tuple("b/" + mask, QuarantineReason.MASK));
  }

  /** Without an image of the same name these words mean other things. */
  @Test
  void readsImagesInFoldersThatCouldHaveMasks() throws Exception {
    write("a/lesions/1.png", "1");
    write("a/labels/2.png", "2");
    write("b/unmask.png", "3");

    assertThat(list().files()).hasSize(3);
    assertThat(list().leftOut()).isEmpty();
  }

  @Test
  void leavesTwoFilesOutWhoseNamesDifferInTheirUnicodeFormAlone() throws Exception {
    write("a/" + Normalizer.normalize("ä.png", Normalizer.Form.NFC), "1");
    write("a/" + Normalizer.normalize("ä.png", Normalizer.Form.NFD), "2");
    write("a/1.png", "3");
    write("b/1.png", "4");

    Listing listing = list();

    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("a/1.png", "b/1.png");
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(QuarantineReason.SAME_NAME, QuarantineReason.SAME_NAME);
  }

  private Listing list() throws Exception {
    return Layout.named("folder").list(root);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
