// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small folders with the file names and columns of the big public sets of chest X-rays. */
class ChestXrayLayoutsTest {
  @TempDir Path root;

  @Test
  void readsChestXray14() throws Exception {
    write(
        "Data_Entry_2017.csv",
        "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View"
            + " Position,OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],\n"
            + "00000001_000.png,Cardiomegaly,0,1,58,M,PA,2682,2749,0.143,0.143,\n"
            + "00000001_001.png,Cardiomegaly|Emphysema,1,1,58,M,PA,2894,2729,0.143,0.143,\n"
            + "00000002_000.png,No Finding,0,2,81,M,PA,2500,2048,0.171,0.171,\n"
            + "00000003_000.png,Hernia,0,3,81,F,AP,2582,2991,0.143,0.143,\n");
    write("images_001/images/00000001_000.png", "1");
    write("images_001/images/00000001_001.png", "2");
    write("images_002/images/00000002_000.png", "3");
    write("images_002/images/00000003_000.png", "4");
    write("train_val_list.txt", "00000001_000.png\n00000001_001.png\n");
    write("test_list.txt", "00000002_000.png\r\n00000003_000.png\r\n");

    Listing listing = Layout.named("nih-chestxray14/cardiomegaly").list(root);

    assertThat(listing.files())
        .extracting(
            ListedFile::imageId, ListedFile::className, ListedFile::patient, ListedFile::part)
        .containsExactly(
            image("images_001/images/00000001_000.png", "Cardiomegaly", "1", Part.TRAIN),
            image("images_001/images/00000001_001.png", "Cardiomegaly", "1", Part.TRAIN),
            image("images_002/images/00000002_000.png", "No finding", "2", Part.TEST));
    assertThat(listing.files().get(0).attributes())
        .isEqualTo(Map.of("age", "58", "sex", "M", "view", "PA"));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.name(f.file()), LeftOut::reason)
        .containsExactly(tuple("00000003_000.png", QuarantineReason.OTHER_FINDING));
  }

  @Test
  void readsCheXpert() throws Exception {
    String header =
        "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Enlarged Cardiomediastinum,Cardiomegaly,Lung"
            + " Opacity,Lung Lesion,Edema,Consolidation,Pneumonia,Atelectasis,Pneumothorax,Pleural"
            + " Effusion,Pleural Other,Fracture,Support Devices\n";
    String path = "CheXpert-v1.0-small/";
    write(
        "CheXpert-v1.0-small/train.csv",
        header
            + path
            + "train/patient00001/study1/view1_frontal.jpg,Female,68,Frontal,AP,1.0,,,,,,,,,0.0,,,,1.0\n"
            + path
            + "train/patient00002/study2/view1_frontal.jpg,Female,87,Frontal,AP,,,-1.0,1.0,,-1.0,-1.0,-1.0,,,1.0,,1.0,\n"
            + path
            + "train/patient00002/study1/view2_lateral.jpg,Female,83,Lateral,,,,,1.0,,,-1.0,1.0,,,,,1.0,\n"
            + path
            + "train/patient00003/study1/view1_frontal.jpg,Male,41,Frontal,AP,,,,,,1.0,,0.0,,0.0,,,,\n");
    write(
        "CheXpert-v1.0-small/valid.csv",
        header
            + path
            + "valid/patient64541/study1/view1_frontal.jpg,Male,73,Frontal,AP,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n"
            + "../../etc/passwd,Male,73,Frontal,AP,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n");

    Listing listing = Layout.named("chexpert/Pneumonia").list(root);

    assertThat(listing.files())
        .extracting(
            ListedFile::imageId, ListedFile::className, ListedFile::patient, ListedFile::part)
        .containsExactly(
            image(
                "train/patient00001/study1/view1_frontal.jpg",
                "No finding",
                "patient00001",
                Part.TRAIN),
            image(
                "train/patient00002/study1/view2_lateral.jpg",
                "Pneumonia",
                "patient00002",
                Part.TRAIN),
            image(
                "valid/patient64541/study1/view1_frontal.jpg",
                "No finding",
                "patient64541",
                Part.VALIDATION));
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(
            QuarantineReason.UNCERTAIN, QuarantineReason.OTHER_FINDING, QuarantineReason.BAD_ROW);
  }

  @Test
  void readsMimicCxrJpg() throws Exception {
    pack(
        "mimic-cxr-2.0.0-chexpert.csv.gz",
        "subject_id,study_id,Atelectasis,Cardiomegaly,Consolidation,Edema,Enlarged"
            + " Cardiomediastinum,Fracture,Lung Lesion,Lung Opacity,No Finding,Pleural"
            + " Effusion,Pleural Other,Pneumonia,Pneumothorax,Support Devices\n"
            + "10000032,50414267,,,,,,,,,1.0,,,,,\n"
            + "10000764,57375967,,,1.0,,,,,,,,,-1.0,,\n"
            + "10000898,50771383,,,,,,,,,,,,1.0,,\n");
    pack(
        "mimic-cxr-2.0.0-split.csv.gz",
        "dicom_id,study_id,subject_id,split\n"
            + "02aa804e-bde0afdd,50414267,10000032,train\n"
            + "096052b7-d256dc40,57375967,10000764,train\n"
            + "3a3fc2a2-b1c1ae27,50771383,10000898,validate\n"
            + "68b5c4b1-227d0485,11111111,10000032,test\n");
    write(
        "mimic-cxr-2.0.0-metadata.csv",
        "dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns\n"
            + "02aa804e-bde0afdd,10000032,50414267,CHEST (PA AND LAT),PA,3056,2544\n");

    Listing listing = Layout.named("mimic-cxr-jpg/Pneumonia").list(root);

    assertThat(listing.files())
        .extracting(
            ListedFile::imageId, ListedFile::className, ListedFile::patient, ListedFile::part)
        .containsExactly(
            image(
                "files/p10/p10000032/s50414267/02aa804e-bde0afdd.jpg",
                "No finding",
                "10000032",
                Part.TRAIN),
            image(
                "files/p10/p10000898/s50771383/3a3fc2a2-b1c1ae27.jpg",
                "Pneumonia",
                "10000898",
                Part.VALIDATION));
    assertThat(listing.files().get(0).attributes()).isEqualTo(Map.of("view", "PA"));
    assertThat(listing.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(QuarantineReason.UNCERTAIN, QuarantineReason.OTHER_FINDING);
  }

  /** Two of three radiologists decide; what one alone sees is uncertain. */
  @Test
  void readsVinDrCxr() throws Exception {
    String columns = ",Aortic enlargement,Cardiomegaly,Pneumonia,Other diseases,No finding\n";
    write(
        "annotations/image_labels_train.csv",
        "image_id,rad_id"
            + columns
            + "a1,R10,0,0,1,0,0\na1,R9,0,0,1,0,0\na1,R17,0,0,0,0,1\n"
            + "a2,R10,0,0,0,0,1\na2,R9,0,0,0,0,1\na2,R17,0,0,0,0,1\n"
            + "a3,R10,0,0,1,0,0\na3,R9,0,0,0,0,1\na3,R17,0,0,0,0,1\n"
            + "a4,R10,0,1,0,0,0\na4,R9,0,0,0,0,1\na4,R17,0,0,0,0,1\n");
    write("annotations/image_labels_test.csv", "image_id" + columns + "b1,0,0,0,0,1\n");
    for (String name : new String[] {"a1", "a2", "a3", "a4"}) {
      write("train/" + name + ".dicom", name);
    }
    write("test/b1.dicom", "b1");

    Listing listing = Layout.named("vindr-cxr/Pneumonia").list(root);

    assertThat(listing.groupKind()).isEqualTo("image");
    assertThat(listing.files())
        .extracting(ListedFile::imageId, ListedFile::className, ListedFile::part)
        .containsExactly(
            tuple("test/b1.dicom", "No finding", Optional.of(Part.TEST)),
            tuple("train/a1.dicom", "Pneumonia", Optional.of(Part.TRAIN)),
            tuple("train/a2.dicom", "No finding", Optional.of(Part.TRAIN)));
    assertThat(listing.leftOut())
        .extracting(f -> Folders.name(f.file()), LeftOut::reason)
        .containsExactly(
            tuple("a3.dicom", QuarantineReason.UNCERTAIN),
            tuple("a4.dicom", QuarantineReason.OTHER_FINDING));
  }

  @Test
  void readsPadChest() throws Exception {
    write(
        "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv",
        ",ImageID,ImageDir,StudyDate_DICOM,StudyID,PatientID,PatientBirth,PatientSex_DICOM,Projection,Pediatric,Report,Labels,Localizations\n"
            + "0,20536686640136348236148679891455886468_k6ga29.png,0,20140915,20536686640136348236148679891455886468,839860488694292331637988235681460987,1930.0,F,PA,No,texto,\"['pneumonia',"
            + " 'pleural effusion']\",\"['loc basal']\"\n"
            + "1,216840111366964012283393834152009027160348352_00-060-052.png,14,20090105,216840111366964012283393834152009027160348352,102,1970.0,M,L,No,texto,['normal'],[]\n"
            + "2,a.png,14,20090105,2,103,1970.0,M,L,No,texto,['cardiomegaly'],[]\n");

    Listing listing = Layout.named("padchest/pneumonia").list(root);

    assertThat(listing.files())
        .extracting(ListedFile::imageId, ListedFile::className)
        .containsExactly(
            tuple("0/20536686640136348236148679891455886468_k6ga29.png", "pneumonia"),
            tuple("14/216840111366964012283393834152009027160348352_00-060-052.png", "No finding"));
    assertThat(listing.files().get(0).attributes()).isEqualTo(Map.of("sex", "F", "view", "PA"));
  }

  @Test
  void saysWhichFindingsThereAre() throws Exception {
    write(
        "Data_Entry_2017_v2020.csv",
        "Image Index,Finding Labels,Patient ID\n1.png,Hernia|Mass,1\n2.png,No Finding,2\n");
    write("images/1.png", "1");

    assertFault(
        "nih-chestxray14",
        "needs a finding, as in 'nih-chestxray14/Hernia'; the tables have [Hernia, Mass]");
    assertFault("nih-chestxray14/Edema", "finding 'Edema' is not in the tables");
    assertFault("chexpert/Edema", "has not the tables of chexpert; layout 'chexpert' expects");
    assertThatThrownBy(() -> Layout.named("kermany/Edema"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("layout 'kermany' takes no finding");
  }

  private void assertFault(String layout, String fault) {
    assertThatThrownBy(() -> Layout.named(layout).list(root))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(fault);
  }

  private static Tuple image(String id, String className, String patient, Part part) {
    return tuple(id, className, Optional.of(patient), Optional.of(part));
  }

  private void pack(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(root.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
