// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.FindingTable;
import dev.assay.datasets.layout.FindingTable.Columns;
import dev.assay.datasets.layout.FindingTable.Image;
import dev.assay.datasets.layout.FindingTable.Shown;
import dev.assay.datasets.layout.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingSplitTest {
  private static final Columns USUAL = new Columns(null, null, List.of());
  private static final SplitSettings STANDARD = SplitSettings.standard(1);

  /** As in ChestX-ray14: 14 findings from 20 % down to 0.5 %, some of them together. */
  private static final double[] PREVALENCES = {
    .2, .15, .12, .1, .08, .06, .05, .04, .03, .025, .02, .015, .01, .005
  };

  @TempDir Path folder;

  private static FindingTable chest(int patients, long seed) {
    Random random = new Random(seed);
    List<Image> images = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (int f = 0; f < PREVALENCES.length; f++) {
      findings.add("f" + f);
    }
    for (int patient = 0; patient < patients; patient++) {
      double burden = random.nextInt(3) == 0 ? 2.4 : 0.3;
      int of = 1 + (int) (-3 * Math.log(1 - random.nextDouble()));
      for (int i = 0; i < of; i++) {
        List<Shown> shown = new ArrayList<>();
        for (double prevalence : PREVALENCES) {
          shown.add(random.nextDouble() < burden * prevalence ? Shown.PRESENT : Shown.ABSENT);
        }
        images.add(new Image(patient + "_" + i, "p" + patient, Optional.empty(), shown));
      }
    }
    return new FindingTable(findings, Optional.of("patient"), images);
  }

  private static double share(FindingTable table, FindingSplit split, int finding, Part part) {
    double present = 0;
    double here = 0;
    for (int row = 0; row < table.images().size(); row++) {
      if (table.images().get(row).shown().get(finding) == Shown.PRESENT) {
        present++;
        here += split.parts().get(row) == part ? 1 : 0;
      }
    }
    return here / present;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFindingHasItsShareInEveryPart(long seed) throws DatasetException {
    FindingTable table = chest(2000, seed);

    FindingSplit split = FindingSplit.of(table, STANDARD);

    for (int f = 0; f < PREVALENCES.length; f++) {
      assertThat(share(table, split, f, Part.TEST)).as("f%s", f).isCloseTo(.2, within(.035));
      assertThat(share(table, split, f, Part.VALIDATION)).isCloseTo(.16, within(.035));
    }
    long test = split.parts().stream().filter(part -> part == Part.TEST).count();
    assertThat((double) test / table.images().size()).isCloseTo(.2, within(.01));
  }

  @Test
  void aPatientIsInOnePart() throws DatasetException {
    FindingTable table = chest(500, 4);

    FindingSplit split = FindingSplit.of(table, STANDARD);

    Map<String, Part> parts = new HashMap<>();
    for (int row = 0; row < table.images().size(); row++) {
      Part before = parts.put(table.images().get(row).group(), split.parts().get(row));
      assertThat(before).isIn(null, split.parts().get(row));
    }
  }

  @Test
  void orderOfRowsDoesNotMatterAndAnotherSeedDoes() throws DatasetException {
    FindingTable table = chest(300, 5);
    List<Image> shuffled = new ArrayList<>(table.images());
    Collections.shuffle(shuffled, new Random(3));
    FindingTable other = new FindingTable(table.findings(), table.groupColumn(), shuffled);

    Map<String, Part> parts = parts(table, FindingSplit.of(table, STANDARD));

    assertThat(parts(other, FindingSplit.of(other, STANDARD))).isEqualTo(parts);
    assertThat(parts(table, FindingSplit.of(table, SplitSettings.standard(2)))).isNotEqualTo(parts);
  }

  private static Map<String, Part> parts(FindingTable table, FindingSplit split) {
    Map<String, Part> parts = new HashMap<>();
    for (int row = 0; row < table.images().size(); row++) {
      parts.put(table.images().get(row).image(), split.parts().get(row));
    }
    return parts;
  }

  @Test
  void rareFindingsAreNamedAndUnknownOnesDoNotCount() throws Exception {
    Path file = folder.resolve("t.csv");
    StringBuilder text = new StringBuilder("image,patient,true_common,true_rare,true_never\n");
    for (int i = 0; i < 100; i++) {
      text.append("i%d,p%d,%d,%s,%n".formatted(i, i, i % 2, i < 3 ? "1" : i % 2 == 0 ? "-1" : "0"));
    }
    Files.writeString(file, text);
    FindingTable table = FindingTable.read(file, USUAL);

    FindingSplit split = FindingSplit.of(table, STANDARD);

    assertThat(table.images().get(4).shown())
        .containsExactly(Shown.ABSENT, Shown.UNKNOWN, Shown.UNKNOWN);
    assertThat(split.warnings())
        .contains(
            "finding 'rare' is present in only 1 patients in test",
            "finding 'never' is present in only 0 patients in train");
    assertThat(share(table, split, 0, Part.TEST)).isCloseTo(.2, within(.05));
  }

  @Test
  void predefinedPartsStay() throws Exception {
    Path file =
        write(
            "image,patient,split,true_a",
            "1,p1,test,1",
            "2,p2,test,0",
            "3,p3,train,1",
            "4,p4,,0",
            "5,p5,,1",
            "6,p6,,0",
            "7,p7,,1",
            "8,p8,,0");
    FindingTable table = FindingTable.read(file, USUAL);

    FindingSplit split = FindingSplit.of(table, STANDARD);

    assertThat(split.parts()).startsWith(Part.TEST, Part.TEST);
    assertThat(split.parts().subList(2, 8)).doesNotContain(Part.TEST).contains(Part.VALIDATION);
    assertThatThrownBy(
            () ->
                FindingSplit.of(
                    FindingTable.read(
                        write("image,patient,split,true_a", "1,p1,test,1", "2,p1,train,0"), USUAL),
                    STANDARD))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("image '1' has images in [train, test]");
  }

  @Test
  void readsTheTableOfTheNih() throws Exception {
    Path file =
        write(
            "Image Index,Finding Labels,Follow-up #,Patient ID",
            "00000001_000.png,Cardiomegaly|Emphysema,0,1",
            "00000001_001.png,No Finding,1,1",
            "00000002_000.png,Hernia,0,2");

    FindingTable table = FindingTable.read(file, USUAL);

    assertThat(table.findings()).containsExactly("Cardiomegaly", "Emphysema", "Hernia");
    assertThat(table.groupColumn()).hasValue("Patient ID");
    assertThat(table.images().get(0).shown())
        .containsExactly(Shown.PRESENT, Shown.PRESENT, Shown.ABSENT);
    assertThat(table.images().get(1).shown()).containsOnly(Shown.ABSENT);
  }

  @Test
  void readsNamedColumnsAsCheXpertWritesThem() throws Exception {
    Path file = write("Path,Sex,Edema,Fracture", "a.jpg,Male,1.0,", "b.jpg,Female,-1.0,0.0");

    FindingTable table =
        FindingTable.read(file, new Columns(null, null, List.of("Edema", "Fracture")));

    assertThat(table.images().get(0).shown()).containsExactly(Shown.PRESENT, Shown.UNKNOWN);
    assertThat(table.images().get(1).shown()).containsExactly(Shown.UNKNOWN, Shown.ABSENT);
    assertThat(table.images().get(1).group()).isEqualTo("b.jpg");
    assertThat(FindingSplit.of(table, STANDARD).warnings())
        .anyMatch(warning -> warning.startsWith("no column names patients"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name,true_a;x,1|t.csv has no column of images (image, image_id, image_name,",
        "image,a;x,1|t.csv names no finding: it needs a column 'Finding Labels'",
        "image,true_a;x,yes|t.csv, row 2: column 'true_a' has 'yes'; a finding is 1 (present)",
        "image,true_a;x,1;x,0|t.csv, row 3: image 'x' is named a second time",
        "image,true_a;,1|t.csv, row 2: column 'image' names no image",
        "image,patient,true_a;x,,1|t.csv, row 2: column 'patient' names no patient",
        "image,split,true_a;x,later,1|t.csv, row 2: split 'later' must be train, validation,",
        "image,true_a;x,1,1|t.csv, row 2: it has 3 values; the header names 2 columns",
        "image,Finding Labels;x,|t.csv, row 2: column 'Finding Labels' is empty;",
      })
  void refusesWhatCannotBeRead(String lines, String message) throws Exception {
    Path file = write(lines.split(";"));

    assertThatThrownBy(() -> FindingTable.read(file, USUAL))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesColumnsThatThereAreNot() throws Exception {
    Path file = write("image,true_a", "x,1");

    assertThatThrownBy(() -> FindingTable.read(file, new Columns("i", "p", List.of("b"))))
        .hasMessageContaining("no column 'i', only [image, true_a]")
        .hasMessageContaining("no column 'p'")
        .hasMessageContaining("no column 'b' of a finding");
  }

  @Test
  void aStudyOfSuchATableIsRefused() throws Exception {
    Files.write(folder.resolve("x.png"), new byte[] {1});
    write("image,true_a,true_b", "x.png,1,0");

    assertThatThrownBy(() -> Layout.named("csv").list(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(
            "t.csv has several findings per image and no column 'label'; 'findings: all'");
  }

  private Path write(String... lines) throws IOException {
    return Files.write(folder.resolve("t.csv"), List.of(lines));
  }
}
