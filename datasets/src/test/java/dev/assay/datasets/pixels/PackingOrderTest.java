// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.SplitManifest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PackingOrderTest {
  private static final SplitManifest SPLIT =
      new SplitManifest(
          SplitManifest.FORMAT_VERSION,
          "phantoms",
          Hash.ofText("version"),
          Hash.ofText("split"),
          "folder",
          List.of("NORMAL", "PNEUMONIA"),
          "patient",
          true,
          1,
          new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test")),
          List.of(
              entry("last", Part.TRAIN, 1),
              entry("test 2", Part.TEST, 1),
              entry("first", Part.TRAIN, 0.1),
              entry("validation 1", Part.VALIDATION, 1),
              entry("half b", Part.TRAIN, 0.5),
              entry("half a", Part.TRAIN, 0.5),
              entry("validation 2", Part.VALIDATION, 1),
              entry("test 1", Part.TEST, 1)),
          Map.of(),
          List.of());

  private static SplitManifest.Entry entry(String name, Part part, double rank) {
    return new SplitManifest.Entry(
        Hash.ofText(name), Hash.ofText(name), 0, "group of " + name, part, rank);
  }

  @Test
  void whatOneReaderNeedsLiesTogetherAndEqualsKeepTheirOrder() {
    List<String> images =
        List.of(
            "of another split",
            "half a",
            "last",
            "test 1",
            "validation 2",
            "half b",
            "test 2",
            "first",
            "left out",
            "validation 1");

    assertThat(new PackingOrder(SPLIT).of(images, Hash::ofText))
        .containsExactly(
            "test 1",
            "test 2",
            "validation 2",
            "validation 1",
            "first",
            "half a",
            "half b",
            "last",
            "of another split",
            "left out");
  }

  /** A subset is a run of neighbours, whatever its ratio. */
  @Test
  void smallerSubsetsLieAtTheBeginningOfLargerOnes() {
    List<String> ordered =
        new PackingOrder(SPLIT)
            .of(
                SPLIT.entries().stream().map(SplitManifest.Entry::image).toList(),
                Function.identity());

    for (double ratio : new double[] {0.1, 0.3, 0.5, 1}) {
      List<String> subset = SPLIT.train(ratio).stream().map(SplitManifest.Entry::image).toList();
      assertThat(ordered.subList(4, 4 + subset.size())).containsExactlyInAnyOrderElementsOf(subset);
    }
  }
}
