// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts whose images may show several findings, read for all or some of them. */
class FindingsLayoutsTest {
  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What is known of each image, by its id. */
  private Map<String, String> read(String layout) throws DatasetException {
    Map<String, String> found = new TreeMap<>();
    Layout.named(layout)
        .list(root)
        .files()
        .forEach(f -> found.put(f.imageId(), f.findings().map(FindingLabels::text).orElse("")));
    return found;
  }

  private void csv(String rows) throws IOException {
    write("images.csv", "image,patient,split,true_mass,true_edema,sex\n" + rows);
    for (String image : List.of("a", "b", "c")) {
      write(image + ".png", image);
    }
  }

  /** A table of predictions with a column true_label has one class per image, as exports do. */
  @Test
  void theOneClassOfAnImageIsNoFinding() throws Exception {
    write("images.csv", "image,true_label,true_mass\na.png,mass,1\nb.png,normal,0\n");
    write("a.png", "a");
    write("b.png", "b");

    assertThat(Layout.named("csv/findings:*").list(root).classes()).containsExactly("mass");
    assertThat(read("csv/findings:*")).isEqualTo(Map.of("a.png", "1", "b.png", "0"));
  }

  @Test
  void readsAColumnOfEachFindingOfACsv() throws Exception {
    csv("a.png,1,train,1,0,F\nb.png,1,train,,-1,F\nc.png,2,test,0.0,1.0,M\n");

    Listing listing = Layout.named("csv/findings:*").list(root);

    assertThat(listing.classes()).containsExactly("mass", "edema");
    assertThat(read("csv/findings:*"))
        .isEqualTo(Map.of("a.png", "10", "b.png", "--", "c.png", "01"));
    assertThat(read("csv/findings:edema+Mass"))
        .isEqualTo(Map.of("a.png", "01", "b.png", "--", "c.png", "10"));
    assertThat(listing.groupKind()).isEqualTo("patient");
    assertThat(listing.files().get(2).part()).contains(Part.TEST);
    assertThat(listing.files().get(2).attributes()).isEqualTo(Map.of("sex", "M"));
    assertThat(listing.notes()).as("no finding is an attribute that is not kept").isEmpty();
    assertThat(Layout.named("csv/findings:mass").list(root).notes()).isEmpty();
    assertThat(Layout.named("csv/findings:edema+mass").name()).isEqualTo("csv/findings:edema+mass");
  }

  @Test
  void readsTheWordsOfACsvAndColumnsWithoutAPrefix() throws Exception {
    csv("a.png,1,train,1,0,F\n");
    write("images.csv", "image,Finding Labels\na.png,Mass|Edema\nb.png,No Finding\nc.png,Edema\n");
    assertThat(Layout.named("csv/findings:*").list(root).classes())
        .containsExactly("Edema", "Mass");
    assertThat(read("csv/findings:Mass+Edema"))
        .isEqualTo(Map.of("a.png", "11", "b.png", "00", "c.png", "01"));

    write("images.csv", "image,Mass,Edema\na.png,1,0\nb.png,0,\nc.png,0,1\n");
    assertThat(read("csv/findings:Mass"))
        .isEqualTo(Map.of("a.png", "1", "b.png", "0", "c.png", "0"));
    assertThatThrownBy(() -> read("csv/findings:*")).hasMessageContaining("names no finding");
  }

  @Test
  void leavesOutARowWhoseValueIsNoneAndListsRowsThatContradictEachOther() throws Exception {
    csv("a.png,1,train,yes,0,F\nb.png,1,train,1,0,F\nc.png,2,test,0,1,M\nc.png,2,test,1,1,M\n");

    Listing listing = Layout.named("csv/findings:*").list(root);

    assertThat(listing.files()).extracting(ListedFile::imageId).containsExactly("b.png");
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(
            QuarantineReason.BAD_ROW,
            QuarantineReason.LABEL_CONFLICT,
            QuarantineReason.LABEL_CONFLICT);
    assertThat(listing.leftOut().get(0).detail())
        .contains("column 'true_mass' has 'yes'; a finding is 1 (present), 0 (absent)");
    assertThat(listing.leftOut().get(1).detail()).contains("with labels [01, 11]");
  }

  /** 0 is absent, -1 and nothing are not known, and all is absent where there is no finding. */
  @Test
  void readsCheXpert() throws Exception {
    String header = "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Mass,Edema\n";
    write(
        "train.csv",
        header
            + "x/train/patient00001/study1/view1_frontal.jpg,F,68,Frontal,AP,1.0,,\n"
            + "x/train/patient00002/study1/view1_frontal.jpg,F,68,Frontal,AP,,1.0,0.0\n"
            + "x/train/patient00003/study1/view1_frontal.jpg,F,68,Frontal,AP,,-1.0,\n");
    assertThat(read("chexpert/findings:*").values()).containsExactly("00", "10", "--");
    assertThat(Layout.named("chexpert/findings:*").list(root).leftOut()).isEmpty();
  }

  @Test
  void readsTheWordListsOfTheNihWhereWhatIsNotNamedIsAbsent() throws Exception {
    write(
        "Data_Entry_2017.csv",
        "Image Index,Finding Labels,Patient ID\n"
            + "00000001_000.png,Mass|Edema,1\n"
            + "00000002_000.png,No Finding,2\n"
            + "00000003_000.png,Hernia,3\n");
    for (int i = 1; i <= 3; i++) {
      write("images/0000000" + i + "_000.png", "" + i);
    }

    assertThat(Layout.named("nih-chestxray14/findings:*").list(root).classes())
        .containsExactly("Edema", "Hernia", "Mass");
    assertThat(read("nih-chestxray14/findings:Mass+Hernia").values())
        .containsExactly("10", "00", "01");
  }

  @Test
  void readsMimicWithStudiesOfWhichNothingIsSaid() throws Exception {
    write(
        "mimic-cxr-2.0.0-chexpert.csv",
        "subject_id,study_id,Edema,No Finding,Mass\n10000032,1,1.0,,0.0\n10000032,2,,1.0,\n");
    write(
        "mimic-cxr-2.0.0-split.csv",
        "dicom_id,study_id,subject_id,split\n"
            + "a,1,10000032,train\nb,2,10000032,train\nc,3,10000032,train\n");

    assertThat(read("mimic-cxr-jpg/findings:Edema+Mass").values())
        .containsExactly("10", "00", "--");
  }

  @Test
  void readsPadChestWithImagesThatAreToBeExcluded() throws Exception {
    write(
        "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv",
        "ImageID,ImageDir,PatientID,Labels,PatientSex_DICOM,Projection\n"
            + "a.png,0,p1,\"['mass', 'edema']\",F,PA\n"
            + "b.png,0,p2,['normal'],F,PA\n"
            + "c.png,0,p3,\"['exclude', 'mass']\",F,PA\n");

    assertThat(read("padchest/findings:*").values()).containsExactly("11", "00", "--");
  }

  @Test
  void readsWhatMostReadersOfVinDrSee() throws Exception {
    write(
        "annotations/image_labels_train.csv",
        "image_id,rad_id,Mass,Edema,No finding\n"
            + "a,R1,1,0,0\na,R2,1,1,0\na,R3,0,0,1\n"
            + "b,R1,0,0,1\nb,R2,0,0,1\nb,R3,0,0,1\n");
    write("train/a.dicom", "a");
    write("train/b.dicom", "b");

    assertThat(read("vindr-cxr/findings:Mass+Edema").values()).containsExactly("1-", "00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          csv/findings:mass+hernia  | finding 'hernia' is not in the tables of images.csv
          csv/findings:mass+Mass    | finding 'Mass' is named twice
          folder/findings:*         | layout 'folder' takes no finding
          """)
  void refusesFindingsThatAreNotThere(String layout, String message) throws Exception {
    csv("a.png,1,train,1,0,F\n");

    assertThatThrownBy(() -> Layout.named(layout).list(root)).hasMessageContaining(message);
  }

  @Test
  void anImageOfOneClassHasNoFindings() throws Exception {
    write("images.csv", "image,label\na.png,x\nb.png,y\n");
    write("a.png", "a");
    write("b.png", "b");

    assertThat(Layout.named("csv").list(root).files())
        .allMatch(f -> f.findings().equals(Optional.empty()));
  }
}
