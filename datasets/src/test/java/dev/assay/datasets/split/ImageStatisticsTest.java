// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ImageStatisticsTest {

  @Test
  void countsWordsAndSumsUpNumbers() {
    List<Map<String, String>> images =
        List.of(
            Map.of("site", "A", "age", "40.0"),
            Map.of("site", "B", "age", "60"),
            Map.of("site", "A", "age", "20"),
            Map.of("site", "A"));

    Map<String, Attribute> summaries = ImageStatistics.summaries(images);

    assertThat(summaries)
        .containsEntry("site", new Attribute(4, Map.of("A", 3, "B", 1), null, 2))
        .containsEntry("age", new Attribute(3, Map.of(), new Range(20, 40, 60), 3));
  }

  @Test
  void listsNeitherManyDifferentWordsNorKeyedHashes() {
    List<Map<String, String>> images = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      images.add(Map.of("note", "word" + i, "dicom-patient", "ab" + i % 2));
    }

    Map<String, Attribute> summaries = ImageStatistics.summaries(images);

    assertThat(summaries).containsOnlyKeys("note");
    assertThat(summaries.get("note")).isEqualTo(new Attribute(21, Map.of(), null, 21));
  }

  @Test
  void usesTheLowerMedian() {
    assertThat(ImageStatistics.range(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Range(1, 2, 4));
  }
}
