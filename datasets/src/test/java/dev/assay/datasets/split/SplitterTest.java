// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest.Entry;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitterTest {

  @Test
  void keepsGroupsWholeAndClassesInProportionForAnyData() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      DatasetVersion version = randomVersion(seed, 3, 60);

      Split split = Splitter.split(version, SplitSettings.standard(seed));

      Map<String, Part> sides = new HashMap<>();
      for (Entry entry : split.entries()) {
        assertThat(sides.merge(entry.group(), entry.part(), (a, b) -> a)).isEqualTo(entry.part());
      }
      assertThat(split.entries()).hasSameSizeAs(version.images());
      for (int label = 0; label < 3; label++) {
        double all = version.classCounts()[label];
        for (Part part : Part.values()) {
          int wanted = label;
          assertThat(
                  split.entries().stream()
                      .filter(e -> e.part() == part && e.label() == wanted)
                      .map(Entry::group)
                      .distinct())
              .hasSizeGreaterThanOrEqualTo(2);
          double share = part == Part.TEST ? 0.2 : part == Part.VALIDATION ? 0.16 : 0.64;
          assertThat(split.counts(part)[label])
              .isBetween((int) (share * all - 8), (int) (share * all + 8));
        }
      }
    }
  }

  /** The accident of the original study's code, for rows that enter no comparison. */
  @Test
  void splitsByImageIfAStudySwitchesThatReplicationOn() throws Exception {
    DatasetVersion version = randomVersion(4, 2, 60);
    SplitSettings usual = SplitSettings.standard(1);
    SplitSettings byImage =
        SplitSettings.of(new StudySpec.Split(1, 0.2, 0.2, null, null, null, "image", null))
            .getFirst();

    Split split = Splitter.split(version, byImage);

    Map<String, Set<Part>> sidesOfPatient = new HashMap<>();
    Map<String, String> patients = new HashMap<>();
    version.images().forEach(i -> patients.put(i.image(), i.group()));
    split
        .entries()
        .forEach(
            e ->
                sidesOfPatient
                    .computeIfAbsent(patients.get(e.image()), p -> new HashSet<>())
                    .add(e.part()));
    assertThat(sidesOfPatient.values()).anyMatch(sides -> sides.size() > 1);
    assertThat(split.manifest("d").groupKind()).isEqualTo("image");
    assertThat(split.entries()).hasSameSizeAs(version.images());
    assertThat(split.warnings()).anyMatch(w -> w.contains("split by image"));
    assertThat(split.splitId()).isNotEqualTo(Splitter.split(version, usual).splitId());
    assertThat(Json.write(usual)).as("what it was before").doesNotContain("unit");
  }

  @Test
  void dividesSingleImagesExactly() throws Exception {
    DatasetVersion version =
        version(
            singles("a", 0, 100, Part.TRAIN),
            singles("b", 1, 50, Part.TRAIN),
            singles("c", 0, 10, Part.TEST),
            singles("d", 1, 10, Part.TEST));

    Split split = Splitter.split(version, SplitSettings.standard(3));

    assertThat(split.counts(Part.TRAIN)).containsExactly(80, 40);
    assertThat(split.counts(Part.VALIDATION)).containsExactly(20, 10);
    assertThat(split.counts(Part.TEST)).containsExactly(10, 10);
  }

  @Test
  void isAFunctionOfContentSeedAndRatios() throws Exception {
    DatasetVersion version = randomVersion(1, 2, 40);
    Split split = Splitter.split(version, SplitSettings.standard(5));

    Split again = Splitter.split(version, SplitSettings.standard(5));
    Split otherKey =
        Splitter.split(
            mapped(version, i -> withGroup(i, "x" + Hash.ofText(i.group()))),
            SplitSettings.standard(5));
    Split otherSeed = Splitter.split(version, SplitSettings.standard(6));
    Split otherRatio = Splitter.split(version, new SplitSettings(5, 0.3, 0.2, false));

    assertThat(again).isEqualTo(split);
    assertThat(otherKey.splitId()).isEqualTo(split.splitId());
    assertThat(otherKey.hashes()).isEqualTo(split.hashes());
    assertThat(sides(otherKey)).isEqualTo(sides(split));
    assertThat(otherSeed.splitId()).isNotEqualTo(split.splitId());
    assertThat(sides(otherSeed)).isNotEqualTo(sides(split));
    assertThat(otherRatio.splitId()).isNotEqualTo(split.splitId());
  }

  @Test
  void newTestImageChangesOnlyTheTestHash() throws Exception {
    DatasetVersion before =
        version(
            singles("a", 0, 20, Part.TRAIN),
            singles("b", 1, 20, Part.TRAIN),
            singles("c", 0, 5, Part.TEST),
            singles("d", 1, 5, Part.TEST));
    DatasetVersion after = version(before.images(), singles("e", 1, 1, Part.TEST));

    Split one = Splitter.split(before, SplitSettings.standard(1));
    Split two = Splitter.split(after, SplitSettings.standard(1));

    assertThat(two.hashes().train()).isEqualTo(one.hashes().train());
    assertThat(two.hashes().validation()).isEqualTo(one.hashes().validation());
    assertThat(two.hashes().test()).isNotEqualTo(one.hashes().test());
  }

  @Test
  void keepsPredefinedPartsUnlessValidationIsMerged() throws Exception {
    DatasetVersion version =
        version(
            singles("a", 0, 20, Part.TRAIN), singles("b", 1, 20, Part.TRAIN),
            singles("c", 0, 5, Part.VALIDATION), singles("d", 1, 5, Part.VALIDATION),
            singles("e", 0, 6, Part.TEST), singles("f", 1, 6, Part.TEST));

    Split kept = Splitter.split(version, SplitSettings.standard(1));
    Split merged = Splitter.split(version, new SplitSettings(1, 0.25, 0.2, true));

    assertThat(kept.counts(Part.VALIDATION)).containsExactly(5, 5);
    assertThat(kept.counts(Part.TRAIN)).containsExactly(20, 20);
    assertThat(merged.counts(Part.VALIDATION)).containsExactly(6, 6);
    assertThat(merged.counts(Part.TEST)).containsExactly(6, 6);
    for (Split split : List.of(kept, merged)) {
      Map<String, Optional<Part>> predefined = new HashMap<>();
      version.images().forEach(i -> predefined.put(i.image(), i.part()));
      assertThat(split.entries())
          .allMatch(
              e ->
                  (e.part() == Part.TEST)
                      == predefined.get(e.image()).equals(Optional.of(Part.TEST)));
    }
  }

  /** Kaggle's chest X-rays: 16 validation images next to thousands for training. */
  @Test
  void dividesATinyValidationPartAnewUnlessTheStudyTakesIt() throws Exception {
    DatasetVersion version =
        version(
            singles("a", 0, 92, Part.TRAIN), singles("b", 1, 92, Part.TRAIN),
            singles("c", 0, 8, Part.VALIDATION), singles("d", 1, 8, Part.VALIDATION),
            singles("e", 0, 20, Part.TEST), singles("f", 1, 20, Part.TEST));

    Split drawn = Splitter.split(version, SplitSettings.standard(1));
    Split published =
        Splitter.split(
            version,
            SplitSettings.of(new StudySpec.Split(1, 0.2, 0.2, null, null, null, null, "published"))
                .getFirst());

    assertThat(drawn.counts(Part.VALIDATION)).containsExactly(20, 20);
    assertThat(drawn.counts(Part.TRAIN)).containsExactly(80, 80);
    assertThat(drawn.counts(Part.TEST)).containsExactly(20, 20);
    assertThat(drawn.warnings())
        .contains(
            "the published validation part has 16 images, 8 patients of class 'class0'; that is too"
                + " few, so they join the training images, of which a share of 0.2 is drawn for"
                + " validation. split: {validation: published} takes the published part");
    assertThat(published.counts(Part.VALIDATION)).containsExactly(8, 8);
    assertThat(published.warnings()).noneMatch(w -> w.contains("too few, so they join"));
    assertThat(published.splitId()).isNotEqualTo(drawn.splitId());
  }

  /** The setting is no part of the hash where it is not given, so earlier splits are found. */
  @Test
  void settingsWithoutThePublishedPartKeepTheirHash() {
    assertThat(Json.write(SplitSettings.standard(1))).doesNotContain("publishedValidation");
  }

  /** Two training images and one test image are of one patient. */
  private static DatasetVersion withAPatientInTrainingAndTest() {
    List<ScannedImage> linked = new ArrayList<>(singles("x", 0, 2, Part.TRAIN));
    linked.addAll(singles("y", 0, 1, Part.TEST));
    linked.replaceAll(i -> withGroup(i, "one"));
    return version(
        linked,
        singles("a", 0, 20, Part.TRAIN),
        singles("b", 1, 20, Part.TRAIN),
        singles("c", 0, 5, Part.TEST),
        singles("d", 1, 5, Part.TEST));
  }

  @Test
  void leavesOutTrainingImagesWhoseGroupIsInTheTestPartIfDeclared() throws Exception {
    DatasetVersion version = withAPatientInTrainingAndTest();

    Split split = Splitter.split(version, SplitSettings.standard(1).droppingOverlap());

    assertThat(split.dropped()).isEqualTo(Map.of("group-in-test", 2));
    assertThat(split.leftOut()).allMatch(l -> l.reason().equals("group-in-test"));
    assertThat(split.counts(Part.TEST)).containsExactly(6, 5);
    assertThat(split.entries()).hasSize(51);
    assertThat(split.manifest("d").quarantined()).isEqualTo(Map.of("group-in-test", 2));
    assertThat(split.warnings()).anyMatch(w -> w.contains("2 images were left out of training"));
  }

  @Test
  void refusesSplitWhosePatientsOverlap() {
    DatasetVersion version = withAPatientInTrainingAndTest();

    assertThatThrownBy(() -> Splitter.split(version, SplitSettings.standard(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the predefined test part shares 1 patient with the other parts")
        .hasMessageContaining("where they have 2 images")
        .hasMessageContaining("split.overlap");
  }

  @Test
  void refusesPatientsInAPredefinedValidationPartAndElsewhereUnlessTheyAreDropped()
      throws Exception {
    List<ScannedImage> linked = new ArrayList<>(singles("x", 0, 2, Part.TRAIN));
    linked.addAll(singles("y", 0, 1, Part.VALIDATION));
    linked.replaceAll(i -> withGroup(i, "one"));
    DatasetVersion version =
        version(
            linked,
            singles("a", 0, 20, Part.TRAIN),
            singles("b", 1, 20, Part.TRAIN),
            singles("c", 0, 5, Part.VALIDATION),
            singles("d", 1, 5, Part.VALIDATION),
            singles("e", 0, 5, Part.TEST),
            singles("f", 1, 5, Part.TEST));

    assertThatThrownBy(() -> Splitter.split(version, SplitSettings.standard(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the predefined validation part shares 1 patient")
        .hasMessageContaining("where they have 2 images");

    Split split = Splitter.split(version, SplitSettings.standard(1).droppingOverlap());
    assertThat(split.dropped()).isEqualTo(Map.of("group-in-validation", 2));
    assertThat(split.counts(Part.VALIDATION)).containsExactly(6, 5);
  }

  @Test
  void leavesOutTheTrainingCopyOfATestImage() throws Exception {
    List<ScannedImage> copies = new ArrayList<>(singles("x", 0, 1, Part.TEST));
    ScannedImage test = copies.get(0);
    copies.add(
        TestVersions.image(
            test.file(),
            Hash.ofText("copy"),
            test.sha256(),
            1,
            1,
            0,
            test.group(),
            Optional.of(Part.TRAIN)));
    DatasetVersion version =
        version(
            copies,
            singles("a", 0, 20, Part.TRAIN),
            singles("b", 1, 20, Part.TRAIN),
            singles("c", 0, 5, Part.TEST),
            singles("d", 1, 5, Part.TEST));

    Split split = Splitter.split(version, SplitSettings.standard(1));

    assertThat(split.leftOut())
        .containsExactly(new SplitLineage.LeftOut(Hash.ofText("copy"), "group-in-test"));
  }

  @Test
  void namesEveryClassWithTooFewGroups() {
    List<ScannedImage> manyOfOne = new ArrayList<>(singles("a", 0, 30, null));
    manyOfOne.replaceAll(i -> withGroup(i, "g" + i.image().charAt(0) % 5));
    DatasetVersion version = version(manyOfOne, singles("b", 1, 5, null), singles("c", 2, 6, null));

    assertThatThrownBy(() -> Splitter.split(version, SplitSettings.standard(1)))
        .isInstanceOfSatisfying(
            DatasetException.class,
            e -> {
              assertThat(e.faults()).hasSize(2);
              assertThat(e.faults().get(0))
                  .isEqualTo(
                      "class 'class0' has 5 groups (patients) to divide into [train, validation,"
                          + " test]; at least 2 are needed in each, 6 in all");
              assertThat(e.faults().get(1)).startsWith("class 'class1' has 5 groups");
            });
  }

  @Test
  void refusesPredefinedPartsWithTooFewGroups() {
    DatasetVersion version =
        version(
            singles("a", 0, 9, Part.TRAIN),
            singles("b", 1, 9, Part.TRAIN),
            singles("c", 0, 1, Part.TEST),
            singles("d", 1, 3, Part.TEST));

    assertThatThrownBy(() -> Splitter.split(version, SplitSettings.standard(1)))
        .isInstanceOf(DatasetException.class)
        .hasMessage("class 'class0' has 1 group (patients) in test; at least 2 are needed");
  }

  @Test
  void givesEachPartTwoGroupsEvenOfTheSmallestClass() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      DatasetVersion version = version(singles("a", 0, 6, null), singles("b", 1, 300, null));
      Split split = Splitter.split(version, SplitSettings.standard(seed));
      for (Part part : Part.values()) {
        assertThat(split.counts(part)[0]).isEqualTo(2);
      }
      assertThat(split.warnings())
          .anyMatch(w -> w.equals("class 'class0' has only 2 groups (patients) in train"));
    }
  }

  @Test
  void subsetsAreNestedStratifiedAndByWholeGroups() throws Exception {
    DatasetVersion version = randomVersion(8, 3, 200);
    Split split = Splitter.split(version, SplitSettings.standard(1));
    List<Entry> train = split.manifest("d").part(Part.TRAIN);
    Set<String> smaller = new HashSet<>();
    for (double ratio : new double[] {0.001, 0.125, 0.25, 0.5, 1}) {
      List<Entry> subset = split.manifest("d").train(ratio);
      Set<String> images = new HashSet<>(subset.stream().map(Entry::image).toList());
      assertThat(images).containsAll(smaller);
      smaller = images;
      Set<String> groups = new HashSet<>(subset.stream().map(Entry::group).toList());
      assertThat(train.stream().filter(e -> groups.contains(e.group()))).hasSameSizeAs(subset);
      for (int label = 0; label < 3; label++) {
        int wanted = label;
        long have = subset.stream().filter(e -> e.label() == wanted).count();
        double desired = ratio * train.stream().filter(e -> e.label() == wanted).count();
        assertThat(have).isGreaterThanOrEqualTo(1);
        assertThat((double) have).isBetween(desired - 12, desired + 12);
      }
    }
    assertThat(smaller).hasSize(train.size());
    assertThat(split.entries())
        .filteredOn(e -> e.part() != Part.TRAIN)
        .allMatch(e -> e.subsetRank() == 1);
  }

  @Test
  void warnsWhereNoPatientsAreKnown() throws Exception {
    DatasetVersion patients = version(singles("a", 0, 40, null), singles("b", 1, 40, null));
    DatasetVersion images =
        TestVersions.version(
            patients.root(), "folder", "image", patients.classes(), patients.images());

    assertThat(Splitter.split(patients, SplitSettings.standard(1)).warnings())
        .noneMatch(w -> w.contains("leakage"));
    assertThat(Splitter.split(images, SplitSettings.standard(1)).warnings())
        .anyMatch(w -> w.contains("leakage"));
  }

  private static Map<String, Part> sides(Split split) {
    Map<String, Part> sides = new HashMap<>();
    split.entries().forEach(e -> sides.put(e.image(), e.part()));
    return sides;
  }

  private static DatasetVersion randomVersion(int seed, int classes, int groups) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ScannedImage> images = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      int label = group % classes;
      int count = random.nextInt(1, 6);
      for (int i = 0; i < count; i++) {
        // Some patients have images of two classes.
        int of = random.nextInt(8) == 0 ? random.nextInt(classes) : label;
        images.add(image(seed + "/" + group + "/" + i, of, "group" + group, null));
      }
    }
    return version(images);
  }

  /** Two classes of so many patients with one image each. */
  static DatasetVersion singles(int count) {
    return version(singles("a", 0, count, null), singles("b", 1, count, null));
  }

  private static List<ScannedImage> singles(
      String prefix, int label, int count, @Nullable Part part) {
    List<ScannedImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(image(prefix + i, label, prefix + "-" + i, part));
    }
    return images;
  }

  private static ScannedImage image(String id, int label, String group, @Nullable Part part) {
    return TestVersions.image(
        Path.of("f"),
        Hash.ofText(id),
        Hash.ofText("bytes of " + id),
        1,
        1,
        label,
        group,
        Optional.ofNullable(part));
  }

  private static ScannedImage withGroup(ScannedImage i, String group) {
    return TestVersions.withGroup(i, group);
  }

  private static DatasetVersion mapped(DatasetVersion version, UnaryOperator<ScannedImage> change) {
    return version(version.images().stream().map(change).toList());
  }

  @SafeVarargs
  static DatasetVersion version(List<ScannedImage>... lists) {
    List<ScannedImage> images = new ArrayList<>();
    int classes = 0;
    for (List<ScannedImage> list : lists) {
      images.addAll(list);
      for (ScannedImage image : list) {
        classes = Math.max(classes, image.label() + 1);
      }
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add("class" + i);
    }
    return TestVersions.version(Path.of("root"), "test", "patient", names, images);
  }
}
