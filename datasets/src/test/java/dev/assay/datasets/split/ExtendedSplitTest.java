// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtendedSplitTest {
  private static final SplitSettings SETTINGS = SplitSettings.standard(1);

  /** 20 patients of each class, two images each; all open, or every fourth in a given test part. */
  private static List<ScannedImage> images(boolean withTest) {
    List<ScannedImage> images = new ArrayList<>();
    for (int patient = 0; patient < 40; patient++) {
      Part part = !withTest ? null : patient % 8 < 2 ? Part.TEST : Part.TRAIN;
      images.add(image("p" + patient + "/1", patient % 2, "p" + patient, part));
      images.add(image("p" + patient + "/2", patient % 2, "p" + patient, part));
    }
    return images;
  }

  private static ScannedImage image(String id, int label, String group, @Nullable Part part) {
    return TestVersions.image(
        Path.of("root", id),
        Hash.ofText(id),
        Hash.ofText("bytes of " + id),
        64,
        48,
        label,
        group,
        Optional.ofNullable(part));
  }

  private static DatasetVersion version(List<ScannedImage> images) {
    return TestVersions.version(
        Path.of("root"),
        "kermany",
        "patient",
        List.of("a", "b"),
        images.stream().sorted(Comparator.comparing(ScannedImage::image)).toList());
  }

  private static SplitManifest parent(List<ScannedImage> images) throws DatasetException {
    return Splitter.split(version(images), SETTINGS).manifest("d");
  }

  private static Map<Part, Integer> added(SplitManifest parent, Split grown) {
    Map<Part, Integer> added = new HashMap<>();
    for (Part part : Part.values()) {
      long now = grown.entries().stream().filter(e -> e.part() == part).count();
      added.put(part, (int) now - parent.part(part).size());
    }
    return added;
  }

  @Test
  void newPatientsAreTestedAndNothingElseChanges() throws Exception {
    List<ScannedImage> images = images(false);
    SplitManifest parent = parent(images);
    images.add(image("new/1", 0, "new-1", null));
    images.add(image("new/2", 1, "new-2", null));
    images.add(image("new/3", 1, "new-2", null));

    ExtendedSplit grown = ExtendedSplit.of(version(images), SETTINGS, parent);

    assertThat(added(parent, grown.union()))
        .isEqualTo(Map.of(Part.TRAIN, 0, Part.VALIDATION, 0, Part.TEST, 3));
    Split batch = grown.batch().orElseThrow();
    assertThat(batch.counts(Part.TEST)).containsExactly(1, 2);
    for (Split split : List.of(grown.union(), batch)) {
      assertThat(split.hashes().train()).isEqualTo(parent.hashes().train());
      assertThat(split.hashes().validation()).isEqualTo(parent.hashes().validation());
      assertThat(split.parent()).contains(parent.splitId());
      assertThat(split.manifest("d").entries()).containsAll(parent.part(Part.TRAIN));
    }
    assertThat(grown.union().splitId()).isNotEqualTo(batch.splitId());
    assertThat(grown.union().warnings()).anyMatch(w -> w.contains("has 3 new ones"));
    assertThat(batch.warnings()).anyMatch(w -> w.contains("3 newest test images (a 1, b 2)"));
  }

  @Test
  void theNextExtensionContinuesTheUnion() throws Exception {
    List<ScannedImage> images = images(false);
    SplitManifest parent = parent(images);
    images.add(image("new/1", 0, "new-1", null));
    SplitManifest once = ExtendedSplit.of(version(images), SETTINGS, parent).union().manifest("d");
    images.add(image("new/2", 1, "new-2", null));

    ExtendedSplit twice = ExtendedSplit.of(version(images), SETTINGS, once);

    assertThat(twice.batch().orElseThrow().counts(Part.TEST)).containsExactly(0, 1);
    assertThat(added(parent, twice.union())).containsEntry(Part.TEST, 2);
    assertThat(ExtendedSplit.of(version(images), SETTINGS, twice.union().manifest("d")).batch())
        .isEmpty();
  }

  @Test
  void imagesOfTrainedPatientsTestNothingEvenIfTheLinkIsFoundLater() throws Exception {
    List<ScannedImage> images = images(false);
    SplitManifest parent = parent(images);
    Map<String, Part> sides = new HashMap<>();
    parent.entries().forEach(e -> sides.put(e.image(), e.part()));
    String trained = patientOn(Part.TRAIN, images, sides);
    String validated = patientOn(Part.VALIDATION, images, sides);
    String tested = patientOn(Part.TEST, images, sides);
    images.add(image("more/1", 0, trained, null));
    images.add(image("more/2", 0, validated, null));
    images.add(image("more/3", 0, "new-1", null));
    // A test patient turns out to be one who was trained on.
    images.replaceAll(
        i ->
            i.group().equals(tested)
                ? image(i.file().toString().substring("root/".length()), i.label(), trained, null)
                : i);

    Split union = ExtendedSplit.of(version(images), SETTINGS, parent).union();

    assertThat(union.dropped()).isEqualTo(Map.of("group-in-training", 3, "group-in-validation", 1));
    assertThat(added(parent, union))
        .isEqualTo(Map.of(Part.TRAIN, 0, Part.VALIDATION, 0, Part.TEST, -1));
    assertThat(union.hashes().train()).isEqualTo(parent.hashes().train());
  }

  private static String patientOn(Part part, List<ScannedImage> images, Map<String, Part> sides) {
    return images.stream()
        .filter(i -> sides.get(i.image()) == part)
        .findFirst()
        .orElseThrow()
        .group();
  }

  @Test
  void aPredefinedTestPartGetsOnlyNewImagesOfThatPart() throws Exception {
    List<ScannedImage> images = images(true);
    SplitManifest parent = parent(images);
    images.add(image("new/1", 0, "new-1", Part.TEST));
    images.add(image("new/2", 1, "new-2", Part.TRAIN));

    ExtendedSplit grown = ExtendedSplit.of(version(images), SETTINGS, parent);

    assertThat(grown.batch().orElseThrow().counts(Part.TEST)).containsExactly(1, 0);
    assertThat(grown.union().dropped()).isEqualTo(Map.of("not-for-test", 1));
  }

  @Test
  void imagesThatWereTrainedOnMustExist() throws Exception {
    List<ScannedImage> images = images(false);
    SplitManifest parent = parent(images);
    String trained = parent.part(Part.TRAIN).getFirst().image();
    images.removeIf(i -> i.image().equals(trained));

    assertThatThrownBy(() -> ExtendedSplit.of(version(images), SETTINGS, parent))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "1 images that were trained or validated on are missing or have changed")
        .hasMessageContaining("let the study retrain");
  }
}
