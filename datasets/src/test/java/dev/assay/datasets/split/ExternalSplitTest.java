// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExternalSplitTest {
  private static final List<String> KNOWN = List.of("class0", "class1");
  private DatasetVersion own;
  private Split trained;

  @BeforeEach
  void split() throws Exception {
    own = SplitterTest.singles(40);
    trained = Splitter.split(own, SplitSettings.standard(1));
  }

  private static ScannedImage image(String id, int label, String group, String bytes) {
    return TestVersions.image(
        Path.of("other").resolve(id),
        Hash.ofText(id),
        Hash.ofText(bytes),
        1,
        1,
        label,
        group,
        Optional.of(Part.TRAIN));
  }

  /** Two images of each of 12 patients, under the ids and the patient numbers of the own set. */
  private static List<ScannedImage> images() {
    List<ScannedImage> images = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      images.add(image("a" + i, i / 2 % 2, "a-" + i / 2, "other bytes " + i));
    }
    return images;
  }

  private static DatasetVersion version(
      List<String> classes, String groupKind, List<ScannedImage> images) {
    return TestVersions.version(
        Path.of("other"),
        "folder",
        groupKind,
        classes,
        images.stream().sorted(Comparator.comparing(ScannedImage::image)).toList());
  }

  private static ExternalSet set(Map<String, String> classes, boolean same, boolean drop) {
    return new ExternalSet("other", "folder", null, null, classes, same, drop, false);
  }

  private ExternalSplit test(DatasetVersion version, ExternalSet set) throws DatasetException {
    return ExternalSplit.of("own", trained, version, set);
  }

  private SplitManifest.Entry trainingEntry() {
    return trained.entries().stream().filter(e -> e.part() == Part.TRAIN).findFirst().get();
  }

  @Test
  void theWholeSetIsTheTestPartAndTrainingIsUnchanged() throws Exception {
    ExternalSplit test = test(version(KNOWN, "patient", images()), set(Map.of(), false, false));

    SplitManifest manifest = test.manifest("own.external-other");
    assertThat(manifest.part(Part.TEST)).hasSize(24);
    assertThat(manifest.part(Part.TRAIN)).isEqualTo(trained.manifest("own").part(Part.TRAIN));
    assertThat(manifest.part(Part.VALIDATION))
        .isEqualTo(trained.manifest("own").part(Part.VALIDATION));
    // Equal hashes are equal training keys: the models are those that the data set has anyway.
    assertThat(manifest.hashes().train()).isEqualTo(trained.hashes().train());
    assertThat(manifest.hashes().validation()).isEqualTo(trained.hashes().validation());
    assertThat(manifest.hashes().test()).isNotEqualTo(trained.hashes().test());
    assertThat(manifest.lineage().external()).isEqualTo(new External("own", "other", false));
    assertThat(manifest.warnings())
        .anyMatch(w -> w.contains("treated as different, even if they have the same number"));
  }

  @Test
  void anotherDataSetOfModelsIsTestedOnTheSameImages() throws Exception {
    Split others = Splitter.split(SplitterTest.singles(50), SplitSettings.standard(2));
    DatasetVersion version = version(KNOWN, "patient", images());

    ExternalSplit one = test(version, set(Map.of(), false, false));
    ExternalSplit two = ExternalSplit.of("others", others, version, set(Map.of(), false, false));

    assertThat(two.hashes().test()).isEqualTo(one.hashes().test());
    assertThat(two.split().splitId()).isNotEqualTo(one.split().splitId());
  }

  @Test
  void mapsClassesAsTheStudyStates() throws Exception {
    DatasetVersion version = version(List.of("bacterial", "class0"), "patient", images());

    ExternalSplit test = test(version, set(Map.of("bacterial", "class1"), false, false));
    ExternalSplit less =
        test(version, set(Map.of("bacterial", ExternalSet.LEAVE_OUT), false, false));

    assertThat(test.split().counts(Part.TEST)).containsExactly(12, 12);
    assertThat(less.split().counts(Part.TEST)).containsExactly(12, 0);
    assertThat(less.split().dropped()).isEqualTo(Map.of("class-left-out", 12));
    assertThat(less.split().warnings())
        .contains("class 'class1' has only 0 groups (patients) in other");
  }

  @Test
  void namesEveryClassThatTheModelsDoNotKnow() {
    DatasetVersion version = version(List.of("bacterial", "viral"), "patient", images());

    assertThatThrownBy(
            () ->
                test(
                    version,
                    set(Map.of("bacterial", "pneumonia", "covid", "class0"), false, false)))
        .isInstanceOfSatisfying(
            DatasetException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        "classes: 'bacterial' is mapped to 'pneumonia', which the models do not"
                            + " know; they know [class0, class1]; to leave the class out, state"
                            + " leave-out",
                        "classes: 'covid' is no class of the external set, which has [bacterial,"
                            + " viral]",
                        "class 'viral' is not among the classes that the models know, which are"
                            + " [class0, class1]; state under classes which of them it is, or"
                            + " leave-out"));
  }

  @Test
  void refusesImagesThatModelsWereTrainedOnOrDropsTheirGroups() throws Exception {
    List<ScannedImage> images = images();
    ScannedImage copied = images.get(0);
    images.set(
        0,
        TestVersions.image(
            copied.file(),
            copied.image(),
            trainingEntry().sha256(),
            1,
            1,
            0,
            copied.group(),
            Optional.empty()));
    DatasetVersion version = version(KNOWN, "patient", images);

    assertThatThrownBy(() -> test(version, set(Map.of(), false, false)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("1 images of 'other' are, byte by byte, among those")
        .hasMessageContaining("such as a0");
    ExternalSplit dropped = test(version, set(Map.of(), false, true));
    assertThat(dropped.split().dropped()).isEqualTo(Map.of("group-in-training", 2));
    assertThat(dropped.split().counts(Part.TEST)).containsExactly(10, 12);
  }

  @Test
  void equalPatientNumbersAreOnePersonOnlyIfTheStudyStatesIt() throws Exception {
    List<ScannedImage> images = images();
    String patient = trainingEntry().group();
    images.add(image("b1", 0, patient, "more bytes"));
    DatasetVersion version = version(KNOWN, "patient", images);

    assertThat(test(version, set(Map.of(), false, false)).split().counts(Part.TEST))
        .containsExactly(13, 12);
    assertThatThrownBy(() -> test(version, set(Map.of(), true, false)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("patients of 'other'")
        .hasMessageContaining("overlap: drop");
    assertThat(test(version, set(Map.of(), true, true)).split().dropped())
        .containsKey("group-in-training");
    assertThatThrownBy(() -> test(version(KNOWN, "image", images()), set(Map.of(), true, false)))
        .hasMessageContaining("patients: same needs patients in both sets");
  }
}
