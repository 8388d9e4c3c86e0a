// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassLossesTest {
  private static final Path ROOT = Path.of("root");
  private final List<ScannedImage> images = new ArrayList<>();
  private final List<QuarantinedFile> leftOut = new ArrayList<>();

  @Test
  void saysNothingOfOnePercentOfAClass() {
    images(0, 99);
    images(1, 100);
    lose("a", QuarantineReason.TRUNCATED, 1);

    assertThat(warnings()).isEmpty();
    assertThatCode(version()::refuseIfMuchIsLeftOut).doesNotThrowAnyException();
  }

  @Test
  void saysThatMoreThanOnePercentOfAClassIsMissing() {
    images(0, 98);
    images(1, 100);
    lose("a", QuarantineReason.TRUNCATED, 2);

    assertThat(warnings())
        .containsExactly(
            "MUCH IS LEFT OUT: 2 of 100 images of class 'a' (2.0 %) cannot be used, and its share"
                + " of all images is 49.5 % instead of 50.0 %");
  }

  /** The other class is complete, but its share has grown. */
  @Test
  void saysThatTheSharesHaveChanged() {
    images(0, 80);
    images(1, 100);
    lose("a", QuarantineReason.MISSING_FILE, 20);

    assertThat(warnings())
        .hasSize(2)
        .anyMatch(w -> w.contains("20 of 100 images of class 'a' (20.0 %)"))
        .anyMatch(w -> w.contains("0 of 100 images of class 'b' (0.0 %)") && w.contains("55.6 %"));
  }

  @Test
  void countsAClassThatIsLeftOutCompletely() {
    images(1, 100);
    lose("a", QuarantineReason.TOO_MANY_PIXELS, 3);

    assertThat(warnings()).anyMatch(w -> w.contains("3 of 3 images of class 'a' (100.0 %)"));
  }

  @Test
  void masksAreNoLoss() {
    images(0, 10);
    images(1, 10);
    lose("a", QuarantineReason.MASK, 10);

    assertThat(warnings()).isEmpty();
  }

  @Test
  void countsRowsWithoutAClass() {
    images(0, 10);
    images(1, 10);
    leftOut.add(
        new QuarantinedFile(
            ROOT.resolve("images.csv, row 7"),
            QuarantineReason.NO_LABEL,
            "label is empty",
            Optional.empty()));

    assertThat(warnings())
        .containsExactly(
            "MUCH IS LEFT OUT: 1 rows without a class that can be read (4.8 % of all) cannot be"
                + " used");
    assertThatThrownBy(version()::refuseIfMuchIsLeftOut)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "1 rows of tables cannot be read, the first being images.csv, row 7: label is empty");
  }

  private void images(int label, int count) {
    for (int i = 0; i < count; i++) {
      String id = label + "/" + i;
      images.add(TestVersions.image(ROOT.resolve(id), id, id, 8, 8, label, id, Optional.empty()));
    }
  }

  private void lose(String className, QuarantineReason reason, int count) {
    for (int i = 0; i < count; i++) {
      leftOut.add(
          new QuarantinedFile(
              ROOT.resolve(className + "/lost" + i), reason, "", Optional.of(className)));
    }
  }

  private List<String> warnings() {
    return version().warnings();
  }

  private DatasetVersion version() {
    return new DatasetVersion(
        ROOT,
        "folder",
        "image",
        List.of("a", "b"),
        false,
        images,
        leftOut,
        DecodingOptions.paper(),
        Optional.empty(),
        List.of());
  }
}
