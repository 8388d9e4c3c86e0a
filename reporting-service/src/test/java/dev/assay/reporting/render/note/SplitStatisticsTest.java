// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.PartStatistics.Attribute;
import dev.assay.contracts.file.PartStatistics.Range;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.State;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitStatisticsTest {

  @Test
  void namesPatientsSizesSitesSubsetsAndParent() {
    SplitFacts split = SplitFacts.of(manifest());
    Row row =
        new Row(
            SampleReports.cell("d", "resnet18", SampleReports.pretrained(), true, 0.25),
            State.PENDING,
            "not yet",
            null,
            List.of(),
            null);

    String words = SplitStatistics.of(split, SampleReports.section("d", split, List.of(row)));

    assertThat(words)
        .isEqualTo(
            "; continues split "
                + Hash.ofText("parent").substring(0, 12)
                + ", and no group changed its part"
                + "; of the images for training / validation / test: patients 2 / 1 / 1"
                + "; width 64 to 96 (median 80) / 64 / 64; height 48 / 48 / 48"
                + "; age 20 to 60 (median 40) / unknown / unknown"
                + "; site A 3, B 1 / A 1 / A 1"
                + "; subset 0.25 has 1 training images, 0.250 of all");
  }

  @Test
  void saysNothingAboutSplitsWithoutStatistics() {
    SplitFacts split = SampleReports.split("d", false, "patient");

    assertThat(SplitStatistics.of(split, SampleReports.section("d", split, List.of()))).isEmpty();
  }

  private static SplitManifest manifest() {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Part part = i < 4 ? Part.TRAIN : i == 4 ? Part.VALIDATION : Part.TEST;
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("i" + i),
              Hash.ofText("b" + i),
              0,
              "g" + i,
              part,
              part == Part.TRAIN ? (i + 1) / 4.0 : 1));
    }
    return new SplitManifest(
        1,
        "d",
        Hash.ofText("version"),
        Hash.ofText("split"),
        "csv",
        List.of("x"),
        "patient",
        false,
        1,
        new SplitHashes(Hash.ofText("1"), Hash.ofText("2"), Hash.ofText("3")),
        entries,
        Map.of(),
        List.of(),
        new SplitLineage(Hash.ofText("parent"), null, List.of(), List.of()),
        List.of(
            part(
                Part.TRAIN,
                2,
                new Range(64, 80, 96),
                Map.of(
                    "site",
                    new Attribute(4, Map.of("A", 3, "B", 1), null, 2),
                    "age",
                    new Attribute(4, Map.of(), new Range(20, 40, 60), 4))),
            part(Part.VALIDATION, 1, new Range(64, 64, 64), site()),
            part(Part.TEST, 1, new Range(64, 64, 64), site())));
  }

  private static Map<String, Attribute> site() {
    return Map.of("site", new Attribute(1, Map.of("A", 1), null, 1));
  }

  private static PartStatistics part(
      Part part, int groups, Range width, Map<String, Attribute> attributes) {
    return new PartStatistics(
        part, 1, groups, List.of(1), List.of(1), width, new Range(48, 48, 48), attributes);
  }
}
