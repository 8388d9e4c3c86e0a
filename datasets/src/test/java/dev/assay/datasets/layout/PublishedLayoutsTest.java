// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.npz.NpzFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small folders in the structures in which the data sets are published. */
class PublishedLayoutsTest {
  private static final String HEADER = "lesion_id,image_id,dx,dx_type,age,sex,localization\n";

  @TempDir Path root;

  @Test
  void readsHam10000FromTwoFoldersWithLesionsAsGroups() throws Exception {
    write(
        "dataverse_files/HAM10000_metadata.csv",
        HEADER
            + "HAM_1,ISIC_1,mel,histo,80.0,male,scalp\n"
            + "HAM_1,ISIC_2,mel,histo,80.0,male,scalp\n"
            + "HAM_2,ISIC_3,nv,follow_up,,unknown,back\n");
    write("dataverse_files/HAM10000_images_part_1/ISIC_1.jpg", "1");
    write("dataverse_files/HAM10000_images_part_2/ISIC_2.jpg", "2");
    write("dataverse_files/HAM10000_images_part_2/ISIC_3.jpg", "3");
    write("dataverse_files/HAM10000_images_part_2/ISIC_4.jpg", "4");
    write("dataverse_files/hmnist_28_28_L.csv", "not,read");

    Listing listing = Layout.named("ham10000").list(root);

    assertThat(listing.groupKind()).isEqualTo("lesion");
    assertThat(listing.classes()).containsExactly("mel", "nv");
    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly(
            "HAM10000_images_part_1/ISIC_1.jpg",
            "HAM10000_images_part_2/ISIC_2.jpg",
            "HAM10000_images_part_2/ISIC_3.jpg");
    assertThat(listing.files())
        .extracting(f -> f.patient().orElseThrow())
        .containsExactly("HAM_1", "HAM_1", "HAM_2");
    assertThat(listing.files().get(0).attributes())
        .isEqualTo(
            Map.of("age", "80.0", "sex", "male", "localization", "scalp", "dx_type", "histo"));
    assertThat(listing.files().get(2).attributes()).doesNotContainKey("age");
    assertThat(listing.files()).allMatch(f -> f.part().isEmpty());
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(QuarantineReason.NO_LABEL);
  }

  /** The challenge's file has a column per class, the Dataverse's those of the metadata. */
  @Test
  void takesTheTestSetOfIsic2018InBothForms() throws Exception {
    write("HAM10000_metadata", HEADER.replace(',', '\t') + "HAM_1\tISIC_1\tmel\thisto\t8\tf\tback");
    write("HAM10000_images/ISIC_1.jpg", "1");
    write("ISIC2018_Task3_Test_Input/ISIC_9.jpg", "9");
    Path truth =
        write(
            "ISIC2018_Task3_Test_GroundTruth.csv",
            "image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\nISIC_9,0.0,1.0,0.0,0.0,0.0,0.0,0.0\n");

    ListedFile challenge = Layout.named("ham10000").list(root).files().get(1);
    Files.writeString(
        truth,
        "lesion_id,image_id,dx,dx_type,age,sex,localization,dataset\n"
            + "HAMTEST_1,ISIC_9,nv,histo,45,male,back,rosendahl\n");
    Listing both = Layout.named("ham10000").list(root);
    ListedFile dataverse = both.files().get(1);

    assertThat(challenge.className()).isEqualTo("nv");
    assertThat(challenge.part()).contains(Part.TEST);
    assertThat(challenge.patient()).contains("image:ISIC_9");
    assertThat(dataverse.patient()).contains("HAMTEST_1");
    assertThat(dataverse.attributes()).containsEntry("dataset", "rosendahl");
    assertThat(both.files().get(0).part()).contains(Part.TRAIN);
  }

  @Test
  void saysWhatIsWrongWithHam10000() throws Exception {
    assertFaults("ham10000", "has no HAM10000_metadata.csv; layout 'ham10000' expects");
    Path metadata = write("HAM10000_metadata.csv", "image,dx\nISIC_1,mel\n");
    assertFaults("ham10000", "has no column 'lesion_id'", "has no column 'image_id'");
    Files.writeString(metadata, HEADER + "HAM_1,ISIC_1,mel,histo,80.0,male,scalp\n");
    assertFaults("ham10000", "has no folder of images next to HAM10000_metadata.csv");
    write("images/other.jpg", "1");
    assertFaults("ham10000", "no image that HAM10000_metadata.csv names is there");
    Files.writeString(
        metadata,
        HEADER
            + "HAM_1,other,melanoma,h,80.0,m,scalp\n"
            + "HAM_1,../etc,mel,h,80.0,m,scalp\n"
            + "HAM_1,other,mel,h,80.0,m,scalp\n"
            + "HAM_2,other,mel,h,80.0,m,scalp\n");
    assertFaults(
        "ham10000",
        "HAM10000_metadata.csv, row 2: dx 'melanoma' is no class; accepted: [akiec, bcc",
        "row 3: image '../etc' is no name such as ISIC_0024306",
        "row 4: image other is named a second time, with other values",
        "row 5: image other is named a second time, with other values");
    Files.writeString(metadata, HEADER + "HAM_1,other,mel,h,80.0,m,scalp\n");
    write("ISIC2018_Task3_Test_GroundTruth.csv", "image,MEL\n9,1.0\n");
    assertFaults("ham10000", "but no images in ISIC2018_Task3_Test_Input/");
    write("ISIC2018_Task3_Test_Input/9.jpg", "9");
    write("ISIC2018_Task3_Test_GroundTruth.csv", "image,MEL,NV\n9,1.0,1.0\n");
    assertThat(Layout.named("ham10000").list(root).leftOut())
        .extracting(LeftOut::reason, LeftOut::detail)
        .contains(tuple(QuarantineReason.BAD_ROW, "exactly one class must be 1, not [mel, nv]"));
  }

  @Test
  void readsIChallengeAmd() throws Exception {
    write("iChallenge-AMD-Training400/Training400/AMD/A0001.jpg", "1");
    write("iChallenge-AMD-Training400/Training400/AMD/N0007.jpg", "2");
    write("iChallenge-AMD-Training400/Training400/Non-AMD/N0001.jpg", "3");
    write("iChallenge-AMD-Training400/Training400/Fovea_location.xlsx", "no image");

    Listing listing = Layout.named("ichallenge-amd").list(root);

    assertThat(listing.classes()).containsExactly("AMD", "Non-AMD");
    assertThat(listing.files())
        .extracting(ListedFile::imageId)
        .containsExactly("AMD/A0001.jpg", "Non-AMD/N0001.jpg");
    assertThat(listing.groupKind()).isEqualTo("image");
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason, LeftOut::detail)
        .containsExactly(
            tuple(
                QuarantineReason.UNEXPECTED_NAME,
                "images of class AMD are named A0001.jpg and so on"));
  }

  @Test
  void saysWhatIsWrongWithIChallengeAmd() throws Exception {
    write("Training400/AMD/x.jpg", "1");
    assertFaults("ichallenge-amd", "has no folder 'Non-AMD'; layout 'ichallenge-amd' expects");
    Files.createDirectories(root.resolve("Training400/Non-AMD"));
    assertFaults("ichallenge-amd", "has no image named as layout 'ichallenge-amd' expects");
  }

  @Test
  void readsOneModalityWithPatientsOfAll() throws Exception {
    write("T1/HGG/p01/a.png", "1");
    write("T1/HGG/p02_slice3.png", "2");
    write("T1/LGG/p03.png", "3");
    write("T2/HGG/p01/a.png", "4");
    write("T2/LGG/p03_1.png", "5");
    write("notes/plan.txt", "6");

    Listing t1 = Layout.named("mri-modalities").list(root.resolve("T1"));
    Listing t2 = Layout.named("mri-modalities").list(root.resolve("T2"));

    assertThat(t1.files())
        .extracting(ListedFile::imageId)
        .containsExactly("T1/HGG/p01/a.png", "T1/HGG/p02_slice3.png", "T1/LGG/p03.png");
    assertThat(t1.files())
        .extracting(f -> f.patient().orElseThrow())
        .containsExactly("p01", "p02", "p03");
    assertThat(t2.files()).extracting(f -> f.patient().orElseThrow()).containsExactly("p01", "p03");
    assertThat(t1.groupKind()).isEqualTo("patient");
  }

  @Test
  void saysWhatIsWrongWithModalities() throws Exception {
    write("all/T1/HGG/p01.png", "1");
    write("all/T1/LGG/p02.png", "1");
    write("all/T2/HGG/p02.png", "1");
    write("all/T2/LGG/p01.png", "1");
    assertFaults(
        "mri-modalities",
        root.resolve("all"),
        "contains the modalities [T1, T2]; register each as a separate data set, such as");
    assertFaults(
        "mri-modalities",
        root.resolve("all/T1"),
        "a patient of class 'LGG' is of class 'HGG' in folder 'T2'",
        "a patient of class 'HGG' is of class 'LGG' in folder 'T2'");
    write("one/HGG/p01.png", "1");
    assertFaults("mri-modalities", root.resolve("one"), "has one class folder; layout");
  }

  @Test
  void readsTables() throws Exception {
    write(
        "labels.csv",
        "\uFEFFimage,label,patient,split,site,age\r\n"
            + "a/1.png,\"benign, small\",p1,test,Köln,40\r\n"
            + "\r\n"
            + "a/2.png,malignant,p2,,Paris,\r\n"
            + "b/3.png,malignant,,train,Paris,51\r\n");

    Listing listing = Layout.named("csv").list(root);

    assertThat(listing.classes()).containsExactly("benign, small", "malignant");
    assertThat(listing.groupKind()).isEqualTo("patient");
    assertThat(listing.files())
        .extracting(ListedFile::patient)
        .containsExactly(Optional.of("p1"), Optional.of("p2"), Optional.empty());
    assertThat(listing.files())
        .extracting(ListedFile::part)
        .containsExactly(Optional.of(Part.TEST), Optional.empty(), Optional.of(Part.TRAIN));
    assertThat(listing.files().get(0).attributes()).isEqualTo(Map.of("site", "Köln", "age", "40"));
    assertThat(listing.files().get(1).attributes()).isEqualTo(Map.of("site", "Paris"));
  }

  @Test
  void knowsNoPatientsOfTablesWithoutThem() throws Exception {
    write("images.csv", "image,label\n1.png,a\n2.png,b\n");
    write("other.csv", "this,is,another\n");

    Listing listing = Layout.named("csv").list(root);

    assertThat(listing.groupKind()).isEqualTo("image");
    assertThat(listing.files())
        .extracting(f -> f.patient().orElseThrow())
        .containsExactly("1.png", "2.png");
  }

  @Test
  void saysWhatIsWrongWithTables() throws Exception {
    assertFaults("csv", "has no CSV file; layout 'csv' expects");
    Path table = write("t.csv", "file,label,MRN\n1,a,3\n");
    assertFaults("csv", "has no column 'image'", "column 'MRN' seems to identify patients");
    Files.writeString(table, "image,label\n1.png,a\n2.png\n");
    assertFaults(
        "csv",
        "t.csv has one label [a]; at least two are needed",
        "t.csv, row 3: it has 1 values; the header names 2 columns");
    Files.writeString(
        table,
        "image,label,split\n../up.png,a,\n/etc/x.png,b,\n1.png,a,holdout\n1.png,a,\n2.png,,\n");
    assertFaults(
        "csv",
        "t.csv has one label [a]",
        "row 2: image '../up.png' must be a path below the table's folder",
        "row 3: image '/etc/x.png' must be a path below",
        "row 4: split 'holdout' must be train, validation, test or nothing",
        "row 6: label is empty");
    Files.write(table, new byte[] {'i', 'm', (byte) 0xff, '\n'});
    assertFaults("csv", "t.csv is not UTF-8 text");
  }

  @Test
  void reportsTheFirstTwentyFaultsOfATable() throws Exception {
    write("t.csv", "image,label\n" + "../x.png,a\n".repeat(30));

    assertThatThrownBy(() -> Layout.named("csv").list(root))
        .isInstanceOfSatisfying(
            DatasetException.class,
            e -> assertThat(e.faults()).hasSize(21).last().isEqualTo("and 10 more faults"));
  }

  @Test
  void readsMedmnist() throws Exception {
    NpzFiles.medmnist(28, true).write(root.resolve("pathmnist.npz"));

    Listing listing = Layout.named("medmnist").list(root);

    assertThat(listing.classes()).containsExactly("0", "1");
    assertThat(listing.files()).hasSize(16);
    assertThat(listing.files().get(0).imageId()).isEqualTo("test/000000");
    assertThat(listing.files().get(0).part()).contains(Part.TEST);
    assertThat(listing.files().get(15).part()).contains(Part.VALIDATION);
    assertThat(listing.files().get(15).className()).isEqualTo("1");
    assertThat(listing.groupKind()).isEqualTo("image");
  }

  @Test
  void readsOneFindingOfChestmnist() throws Exception {
    chestmnist().write(root.resolve("chestmnist.npz"));

    Listing listing = Layout.named("medmnist/Effusion").list(root);

    assertThat(Layout.named("medmnist/Effusion").name()).isEqualTo("medmnist/effusion");
    assertThat(listing.classes()).containsExactly("effusion", "no effusion");
    assertThat(listing.files())
        .filteredOn(file -> file.part().equals(Optional.of(Part.VALIDATION)))
        .extracting(ListedFile::className)
        .containsExactly("effusion", "no effusion", "no effusion", "effusion");
    assertThat(Layout.named("medmnist/13").list(root).classes()).containsExactly("13", "no 13");
  }

  @Test
  void readsSeveralFindingsOfChestmnist() throws Exception {
    chestmnist().write(root.resolve("chestmnist.npz"));

    Listing two = Layout.named("medmnist/findings:mass+effusion").list(root);

    assertThat(two.classes()).containsExactly("mass", "effusion");
    // Image i shows finding f if 2 i + f + 1 is a multiple of 3; effusion is 2, mass 4.
    assertThat(two.files())
        .filteredOn(file -> file.part().equals(Optional.of(Part.VALIDATION)))
        .extracting(file -> file.findings().orElseThrow().text())
        .containsExactly("01", "00", "10", "01");
    assertThat(Layout.named("medmnist/findings:*").list(root).classes())
        .hasSize(14)
        .startsWith("atelectasis", "cardiomegaly");
  }

  @Test
  void saysWhichFindingsChestmnistHas() throws Exception {
    chestmnist().write(root.resolve("chestmnist.npz"));
    String hint = "_labels has 14 labels per image; a study reads one of them, as in 'medmnist/";
    assertFaults("medmnist", "test" + hint, "train" + hint, "val" + hint);
    assertFaults("medmnist/14", "test" + hint, "train" + hint, "val" + hint);
    assertFaults("medmnist/normal", "hernia", "hernia", "hernia");
    NpzFiles.medmnist(28, false).write(root.resolve("chestmnist.npz"));
    String one = "_labels has 1 label per image; such a set takes no finding";
    assertFaults("medmnist/mass", "test" + one, "train" + one, "val" + one);
    chestmnist()
        .with("train_labels", new byte[] {2, 0, 0, 0, 0, 0, 0, 0}, 8, 1)
        .with("val_labels", new byte[] {2, 0, 0, 0, 0, 0, 0, 0}, 4, 2)
        .write(root.resolve("chestmnist.npz"));
    assertFaults(
        "medmnist/0",
        "train_labels has 1 label per image",
        "val_labels has 2 for image 0 and 0; several labels per image are 0 or 1");
  }

  /** Image i of a part shows finding f if 2 i + f + 1 is a multiple of 3. */
  private static NpzFiles chestmnist() {
    NpzFiles npz = NpzFiles.medmnist(28, false);
    for (String part : List.of("train", "val", "test")) {
      int count = part.equals("train") ? 8 : 4;
      byte[] labels = new byte[count * 14];
      for (int i = 0; i < count; i++) {
        for (int f = 0; f < 14; f++) {
          labels[i * 14 + f] = (byte) ((i * 2 + f + 1) % 3 == 0 ? 1 : 0);
        }
      }
      npz.with(part + "_labels", labels, count, 14);
    }
    return npz;
  }

  @Test
  void saysWhatIsWrongWithMedmnist() throws Exception {
    Path file = root.resolve("x.npz");
    assertFaults("medmnist", "has no .npz file; layout 'medmnist' expects one .npz file");
    Files.writeString(file, "no archive");
    assertFaults("medmnist", "x.npz is no .npz archive, or one that is damaged");
    NpzFiles.medmnist(28, false).without("val_labels").write(file);
    assertFaults("medmnist", "x.npz has no array 'val_labels'");
    NpzFiles.medmnist(16, false).write(file);
    assertFaults("medmnist", "are of 16 x 16 px", "are of 16 x 16 px", "are of 16 x 16 px");
    NpzFiles.medmnist(28, false)
        .with("train_labels", new byte[16], 8, 2)
        .with("test_labels", new byte[3], 3, 1)
        .with("val_images", new byte[28 * 28 * 28 * 4], 4, 28, 28, 28)
        .write(file);
    assertFaults(
        "medmnist",
        "x.npz has 4 images and 3 labels in test",
        "train_labels has 2 labels per image",
        "val_images is of type |u1 and shape [4, 28, 28, 28]; 2-D images are");
  }

  private void assertFaults(String layout, String... parts) {
    assertFaults(layout, root, parts);
  }

  private static void assertFaults(String layout, Path folder, String... parts) {
    assertThatThrownBy(() -> Layout.named(layout).list(folder))
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

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
