// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives in the shape in which Kaggle, Mendeley, the Dataverse and ISIC hand them out. */
class ArchivesAsPublishedTest {
  @TempDir Path root;

  @Test
  void readsKagglesChestXraysOnce() throws Exception {
    for (String tree : List.of("chest_xray/", "chest_xray/chest_xray/")) {
      for (String part : List.of("train", "val", "test")) {
        write(tree + part + "/NORMAL/IM-0001-0001.jpeg", part + "n");
        write(tree + part + "/PNEUMONIA/person1_virus_1.jpeg", part + "p");
      }
    }
    write("chest_xray/chest_xray/.DS_Store", "x");
    write("chest_xray/__MACOSX/chest_xray/train/NORMAL/._IM-0001-0001.jpeg", "x");

    Listing listing = Layout.named("kermany").list(root);

    assertThat(listing.files()).hasSize(6);
    assertThat(listing.root()).isEqualTo(root.resolve("chest_xray"));
    assertThat(listing.leftOut()).isEmpty();
    assertThat(listing.notes())
        .containsExactly(
            "the archive has the same tree twice: folder 'chest_xray' is a second copy of 6 files"
                + " and is not read");
  }

  /** Kaggle's OCT archive: its folder ends with a space. */
  @Test
  void readsTwoWrappedCopiesOnce() throws Exception {
    for (String tree : List.of("OCT2017 /", "oct2017/OCT2017 /")) {
      for (String part : List.of("train", "test")) {
        for (String name : List.of("CNV", "DME")) {
          write(tree + part + "/" + name + "/" + name + "-1-1.jpeg", part + name);
        }
      }
    }

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly(
            "test/CNV/CNV-1-1.jpeg",
            "test/DME/DME-1-1.jpeg",
            "train/CNV/CNV-1-1.jpeg",
            "train/DME/DME-1-1.jpeg");
    assertThat(listing.notes()).singleElement().asString().contains("'oct2017' is a second copy");
  }

  /** Brain MRI images for tumour detection: yes, no, and brain_tumor_dataset with both again. */
  @Test
  void readsClassFoldersThatAreThereTwiceOnce() throws Exception {
    for (String tree : List.of("", "brain_tumor_dataset/")) {
      write(tree + "yes/Y1.jpg", "1");
      write(tree + "no/1 no.jpeg", "2");
    }

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.classes()).containsExactly("no", "yes");
    assertThat(listing.files()).hasSize(2);
    assertThat(listing.notes()).singleElement().asString().contains("second copy of 2 files");
  }

  @Test
  void refusesASecondTreeThatDiffers() throws Exception {
    for (String tree : List.of("", "chest_xray/")) {
      for (String part : List.of("train", "test")) {
        write(tree + part + "/NORMAL/IM-0001-0001.jpeg", part + "n");
        write(tree + part + "/PNEUMONIA/person1_virus_1.jpeg", part + "p");
      }
    }
    write("chest_xray/train/NORMAL/IM-0001-0001.jpeg", "other bytes");

    assertFault(
        "kermany",
        "has its tree twice, but the second copy, 'chest_xray', is another one: of its 4 files 1"
            + " are missing in the first or have other bytes, such as"
            + " 'train/NORMAL/IM-0001-0001.jpeg'");
  }

  @Test
  void readsNeighboursOfTheSameStructureAsClasses() throws Exception {
    for (String name : List.of("benign", "malignant")) {
      write(name + "/40X/1.png", name + "40");
      write(name + "/100X/1.png", name + "100");
    }

    assertThat(Layout.named("folder").list(root).files()).hasSize(4);
  }

  @Test
  void readsMendeleysNames() throws Exception {
    write("chest_xray/train/NORMAL/NORMAL-1049278-0001.jpeg", "1");
    write("chest_xray/train/PNEUMONIA/BACTERIA-7422-0001.jpeg", "2");
    write("chest_xray/train/PNEUMONIA/VIRUS-7422-0003.jpeg", "3");
    write("chest_xray/test/NORMAL/NORMAL-28501-0001.jpeg", "4");
    write("chest_xray/test/PNEUMONIA/BACTERIA-40699-0001.jpeg", "5");

    assertThat(Layout.named("kermany").list(root).files())
        .extracting(f -> f.patient().orElseThrow())
        .containsExactly(
            "mendeley:28501",
            "mendeley:40699",
            "mendeley:1049278",
            "mendeley:7422",
            "mendeley:7422");
  }

  @Test
  void readsNestedTraining400() throws Exception {
    write("amd/Training400/Training400/AMD/A0001.jpg", "1");
    write("amd/Training400/Training400/Non-AMD/N0001.jpg", "2");
    write("amd/Training400/Training400/Fovea_location.xlsx", "3");
    write("amd/Validation400/V0001.jpg", "4");

    assertThat(Layout.named("ichallenge-amd").list(root).files())
        .extracting(ListedFile::imageId)
        .containsExactly("AMD/A0001.jpg", "Non-AMD/N0001.jpg");
  }

  @Test
  void readsTheDataversesTables() throws Exception {
    write(
        "HAM10000_metadata.tab",
        "lesion_id\timage_id\tdx\tdx_type\tage\tsex\tlocalization\n"
            + "HAM_1\tISIC_1\tmel\thisto\t50.0\tmale\tback\n");
    write(
        "ISIC2018_Task3_Test_GroundTruth.tab",
        "lesion_id\timage_id\tdx\n\"HAMTEST_1\"\t\"ISIC_9\"\t\"nv\"\n");
    write("HAM10000_images_part_1/ISIC_1.jpg", "1");
    write("HAM10000_images_part_2/ISIC_1.jpg", "1");
    write("ISIC2018_Task3_Test_Images/ISIC_9.jpg", "9");
    write("ISIC2018_Task3_Test_Images/ATTRIBUTION.txt", "no image");

    Listing listing = Layout.named("ham10000").list(root);

    assertThat(listing.files())
        .extracting(ListedFile::imageId, ListedFile::part)
        .containsExactly(
            tuple("HAM10000_images_part_1/ISIC_1.jpg", Optional.of(Part.TRAIN)),
            tuple("ISIC2018_Task3_Test_Images/ISIC_9.jpg", Optional.of(Part.TEST)));
    assertThat(listing.leftOut()).isEmpty();
    assertThat(listing.notes())
        .containsExactly(
            "1 image is there twice, under the same name and with the same bytes; each counts"
                + " once");
  }

  @Test
  void leavesOutTwoImagesOfOneName() throws Exception {
    write("HAM10000_metadata.csv", "lesion_id,image_id,dx\nHAM_1,ISIC_1,mel\nHAM_2,ISIC_2,nv\n");
    write("HAM10000_images_part_1/ISIC_1.jpg", "1");
    write("HAM10000_images_part_2/ISIC_1.jpg", "another");
    write("HAM10000_images_part_2/ISIC_2.jpg", "2");

    Listing listing = Layout.named("ham10000").list(root);

    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(QuarantineReason.SAME_NAME, QuarantineReason.SAME_NAME);
  }

  @Test
  void readsTheChallengeOf2018() throws Exception {
    String columns = "image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\n";
    write(
        "ISIC2018_Task3_Training_GroundTruth/ISIC2018_Task3_Training_GroundTruth.csv",
        columns + "ISIC_1,1.0,0.0,0.0,0.0,0.0,0.0,0.0\nISIC_2,0.0,1.0,0.0,0.0,0.0,0.0,0.0\n");
    write(
        "ISIC2018_Task3_Test_GroundTruth/ISIC2018_Task3_Test_GroundTruth.csv",
        columns + "ISIC_9,0.0,0.0,0.0,0.0,0.0,1.0,0.0\n");
    write(
        "ISIC2018_Task3_Training_LesionGroupings.csv",
        "image,lesion_id,diagnosis_confirm_type\nISIC_1,HAM_7,histopathology\n");
    write("ISIC2018_Task3_Training_Input/ISIC_1.jpg", "1");
    write("ISIC2018_Task3_Training_Input/ISIC_2.jpg", "2");
    write("ISIC2018_Task3_Training_Input/LICENSE.txt", "text");
    write("ISIC2018_Task3_Test_Input/ISIC_9.jpg", "9");
    write("ISIC2018_Task3_Validation_Input/ISIC_5.jpg", "5");

    Listing listing = Layout.named("isic").list(root);

    assertThat(listing.groupKind()).isEqualTo("lesion");
    assertThat(listing.files())
        .extracting(
            ListedFile::imageId, ListedFile::className, f -> f.patient().orElse(""), f -> f.part())
        .containsExactly(
            tuple(
                "ISIC2018_Task3_Test_Input/ISIC_9.jpg",
                "df",
                "image:ISIC_9",
                Optional.of(Part.TEST)),
            tuple(
                "ISIC2018_Task3_Training_Input/ISIC_1.jpg",
                "mel",
                "HAM_7",
                Optional.of(Part.TRAIN)),
            tuple(
                "ISIC2018_Task3_Training_Input/ISIC_2.jpg",
                "nv",
                "image:ISIC_2",
                Optional.of(Part.TRAIN)));
    assertThat(listing.files().get(1).attributes())
        .isEqualTo(Map.of("diagnosis_confirm_type", "histopathology"));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.name(f.file()), LeftOut::reason)
        .containsExactly(tuple("ISIC_5.jpg", QuarantineReason.NO_LABEL));
  }

  @Test
  void readsTheChallengeOf2019() throws Exception {
    write(
        "ISIC_2019_Training_GroundTruth.csv",
        "image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\n"
            + "ISIC_1,0.0,0.0,0.0,1.0,0.0,0.0,0.0,0.0,0.0\n"
            + "ISIC_2_downsampled,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,0.0\n"
            + "ISIC_3,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n");
    write(
        "ISIC_2019_Training_Metadata.csv",
        "image,age_approx,anatom_site_general,lesion_id,sex\n"
            + "ISIC_1,55.0,anterior torso,,female\n"
            + "ISIC_2_downsampled,,,MSK4_0011169,\n");
    write("ISIC_2019_Training_Input/ISIC_1.jpg", "1");
    write("ISIC_2019_Training_Input/ISIC_2_downsampled.jpg", "2");
    write("ISIC_2019_Training_Input/ISIC_3.jpg", "3");

    Listing listing = Layout.named("isic").list(root);

    assertThat(listing.files())
        .extracting(ListedFile::className, f -> f.patient().orElse(""), ListedFile::part)
        .containsExactly(
            tuple("ak", "image:ISIC_1", Optional.empty()),
            tuple("scc", "MSK4_0011169", Optional.empty()));
    assertThat(listing.files().get(0).attributes())
        .isEqualTo(
            Map.of("age_approx", "55.0", "anatom_site_general", "anterior torso", "sex", "female"));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.name(f.file()), LeftOut::reason, LeftOut::detail)
        .contains(
            tuple(
                "ISIC_2019_Training_GroundTruth.csv, row 4",
                QuarantineReason.BAD_ROW,
                "exactly one class must be 1, not []"));
  }

  @Test
  void readsTheChallengeOf2020() throws Exception {
    write(
        "ISIC_2020_Training_GroundTruth_v2.csv",
        "image_name,patient_id,lesion_id,sex,age_approx,anatom_site_general_challenge,diagnosis,benign_malignant,target\n"
            + "ISIC_1,IP_7279968,IL_1,male,45.0,head/neck,unknown,benign,0\n"
            + "ISIC_2,IP_7279968,IL_2,male,45.0,torso,melanoma,malignant,1\n"
            + "ISIC_3,,IL_3,female,50.0,torso,unknown,benign,0\n");
    write("ISIC_2020_Training_GroundTruth.csv", "image_name,patient_id,target\nISIC_1,old,1\n");
    write("train/ISIC_1.jpg", "1");
    write("train/ISIC_2.jpg", "2");
    write("train/ISIC_3.jpg", "3");

    Listing listing = Layout.named("isic").list(root);

    assertThat(listing.groupKind()).isEqualTo("patient");
    assertThat(listing.files())
        .extracting(ListedFile::className, ListedFile::patient)
        .containsExactly(
            tuple("benign", Optional.of("IP_7279968")),
            tuple("malignant", Optional.of("IP_7279968")),
            tuple("benign", Optional.empty()));
    assertThat(listing.files().get(0).attributes()).doesNotContainKey("patient_id");
  }

  @Test
  void saysWhatIsWrongWithIsic() throws Exception {
    assertFault("isic", "has no table of ground truth for training; layout 'isic' expects");
    write("ISIC_2019_Training_GroundTruth.csv", "image,MEL,NV\nISIC_1,1.0,0.0\n");
    assertFault("isic", "has no folder of images for ISIC_2019_Training_GroundTruth.csv");
    write("ISIC_2019_Training_Input/ISIC_2.jpg", "2");
    assertFault("isic", "has none of the images that its tables name");
    write("ISIC_2020_Training_GroundTruth.csv", "image_name,patient_id,target\nISIC_1,old,1\n");
    assertFault("isic", "has tables of several challenges");
  }

  @Test
  void leavesMasksOut() throws Exception {
    write("Dataset_BUSI_with_GT/benign/benign (1).png", "1");
    write("Dataset_BUSI_with_GT/benign/benign (1)_mask.png", "2");
    write("Dataset_BUSI_with_GT/benign/benign (1)_mask_1.png", "3");
    write("Dataset_BUSI_with_GT/normal/images/normal (1).png", "4");
    write("Dataset_BUSI_with_GT/normal/masks/normal (1).png", "5");
    write("Dataset_BUSI_with_GT/normal/lung masks/normal (1).png", "6");
    write("Dataset_BUSI_with_GT/normal/x.png", "7");
    write("Dataset_BUSI_with_GT/normal/x_gt.png", "8");
    write("Dataset_BUSI_with_GT/normal/y_gt.png", "an image, as there is no y");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly(
            "benign/benign (1).png",
            "normal/images/normal (1).png",
            "normal/x.png",
            "normal/y_gt.png");
    assertThat(listing.leftOut())
        .hasSize(5)
        .allMatch(f -> f.reason() == QuarantineReason.MASK && f.className().isPresent());
  }

  @Test
  void leavesFoldersOfMasksNextToImagesOut() throws Exception {
    write("data/images/benign/1.png", "1");
    write("data/images/malignant/2.png", "2");
    write("data/ground_truth/benign/1.png", "3");
    write("data/masks/malignant/2.png", "4");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.classes()).containsExactly("benign", "malignant");
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(QuarantineReason.MASK, QuarantineReason.MASK);
  }

  @Test
  void takesImagesForImagesWhereAllAreCalledMasks() throws Exception {
    write("with_mask/1_mask.jpg", "1");
    write("without_mask/2.jpg", "2");

    assertThat(Layout.named("folder").list(root).files()).hasSize(2);
  }

  @Test
  void namesImagesWithoutAClassFolder() throws Exception {
    write("train/A/1.jpg", "1");
    write("train/B/2.jpg", "2");
    write("test/3.jpg", "3");
    write("test/labels.csv", "no image");
    write("overview.png", "4");

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()), LeftOut::reason)
        .containsExactlyInAnyOrder(
            tuple("overview.png", QuarantineReason.NO_CLASS_FOLDER),
            tuple("test/3.jpg", QuarantineReason.NO_CLASS_FOLDER));
  }

  @Test
  void namesLinksThatLeadNowhereOrBack() throws Exception {
    write("a/1.png", "1");
    write("b/2.png", "2");
    Files.createSymbolicLink(root.resolve("a/gone.png"), root.resolve("nowhere.png"));
    Files.createSymbolicLink(root.resolve("a/up"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("b/all"), root);
    Files.createSymbolicLink(root.resolve("self"), root);
    Files.createSymbolicLink(root.resolve("c"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("b/x"), root.resolve("b/y"));
    Files.createSymbolicLink(root.resolve("b/y"), root.resolve("b/x"));

    Listing listing = Layout.named("folder").list(root);

    assertThat(listing.classes()).containsExactly("a", "b");
    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()), LeftOut::reason)
        .contains(
            tuple("a/gone.png", QuarantineReason.DANGLING_LINK),
            tuple("a/up", QuarantineReason.LINK_LOOP),
            tuple("b/x", QuarantineReason.DANGLING_LINK),
            tuple("b/y", QuarantineReason.DANGLING_LINK),
            tuple("c", QuarantineReason.DANGLING_LINK),
            tuple("self", QuarantineReason.LINK_LOOP));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.imageId(root, f.file()))
        .doesNotHaveDuplicates();
  }

  @Test
  void saysWhereAPatientIsPerhapsAWord() throws Exception {
    for (int i = 0; i < 12; i++) {
      write("T1/glioma/Te-gl_%04d.jpg".formatted(i), "g" + i);
      write("T1/notumor/Te-no_%04d.jpg".formatted(i), "n" + i);
    }

    assertThat(Layout.named("mri-modalities").list(root.resolve("T1")).notes())
        .hasSize(3)
        .anyMatch(n -> n.startsWith("the patients of 24 images have no digit in their names"))
        .anyMatch(n -> n.startsWith("12 of the 12 images of class 'glioma' are of one patient"))
        .noneMatch(n -> n.contains("Te-"));
  }

  private void assertFault(String layout, String fault) {
    assertThatThrownBy(() -> Layout.named(layout).list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(fault);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
