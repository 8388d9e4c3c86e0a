// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.CliException;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run would hit is named before it. */
class ForeseenTest {
  private static final long PLENTY = 1L << 40;
  private static final Machine LARGE = new Machine("", PLENTY, PLENTY);

  /** The images are read once for all tests. */
  private static final Scans SCANS = new Scans();

  @TempDir static Path images;
  @TempDir Path folder;

  @BeforeAll
  static void draw() throws Exception {
    new PhantomChestXrays(60, 32, 1).write(images);
  }

  @AfterAll
  static void close() {
    SCANS.close();
  }

  @Test
  void aStudyThatCanRunHasNoProblems() throws Exception {
    assertThat(problems("training: [frozen, fine-tuned]", LARGE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "this machine has no NVIDIA driver | cuda | 1",
        "the engine in /x is that for CPUs | cuda | 1",
        "'' | cuda | 0",
        "this machine has no NVIDIA driver | auto | 0",
        "this machine has no NVIDIA driver | cpu | 0"
      })
  void cudaNeedsAGpu(String noCuda, String device, int problems) throws Exception {
    List<String> found = problems("device: " + device, new Machine(noCuda, PLENTY, PLENTY));

    assertThat(found)
        .hasSize(problems)
        .allMatch(
            problem ->
                problem.equals(
                    "device: 'cuda' is asked for, and %s; use auto or cpu".formatted(noCuda)));
  }

  @Test
  void subgroupsNeedTheirColumn() throws Exception {
    assertThat(problems("evaluation: {subgroups: [sex, {age: [40, 60]}]}", LARGE))
        .containsExactly(
            "evaluation.subgroups: 'sex' is no attribute of the images of a; theirs are: none",
            "evaluation.subgroups: 'age' is no attribute of the images of a; theirs are: none");
  }

  @Test
  void subgroupsNameTheColumnsThatAreThere() throws Exception {
    Path csv = Files.createDirectory(folder.resolve("csv"));
    StringBuilder table = new StringBuilder("image,label,patient,sex\n");
    for (int i = 0; i < 40; i++) {
      String name = "%02d.png".formatted(i);
      Files.copy(anImage(i), csv.resolve(name));
      table.append(
          "%s,%s,p%d,%s\n".formatted(name, i % 2 == 0 ? "x" : "y", i, i % 4 < 2 ? "F" : "M"));
    }
    Files.writeString(csv.resolve("images.csv"), table);

    assertThat(problems("csv", csv, "evaluation: {subgroups: [sex, site]}", LARGE))
        .containsExactly(
            "evaluation.subgroups: 'site' is no attribute of the images of a; theirs are: sex");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frozen-vs-fine-tuned | it needs training: [frozen, fine-tuned]",
        "small-vs-large | it needs two sizes of one family of backbones",
        "dinov2-vs-imagenet | it needs weights of DINOv2 and weights from ImageNet"
      })
  void contrastsNeedTheirModels(String contrast, String needs) throws Exception {
    assertThat(problems("evaluation: {contrasts: [%s]}".formatted(contrast), LARGE))
        .containsExactly(
            "evaluation.contrasts: no two rows of this study answer '%s': %s"
                .formatted(contrast, needs));
  }

  @Test
  void contrastsThatAreAnsweredAreNoProblem() throws Exception {
    assertThat(
            problems(
                "training: [frozen, fine-tuned]\n"
                    + "evaluation: {contrasts: [frozen-vs-fine-tuned]}",
                LARGE))
        .isEmpty();
  }

  @Test
  void diskIsThatOfPixelsAndTwoCheckpointsOfEachRun() throws Exception {
    String study = "training: fine-tuned\nseeds: [1, 2]";
    // 60 images of 256 x 256 x 3, as they are packed, and 2 x 2 checkpoints of 3.5 million
    // parameters.
    double needed = 60 * 3.0 * 256 * 256 + 2 * 2 * 4 * 3_504_872.0;

    DryRun plan = plan("kermany", images, study, LARGE);

    assertThat(plan.diskBytes()).isEqualTo(needed);
    assertThat(problems(study, new Machine("", (long) needed, PLENTY))).isEmpty();
    assertThat(problems(study, new Machine("", (long) needed - 1, PLENTY)))
        .containsExactly(
            "disk: pixels and models need about 0.1 GB, and 0.1 GB are free where the home is;"
                + " choose another with --home or ASSAY_HOME");
  }

  @Test
  void memoryIsThatOfTheLargestTrainingWithOneImage() throws Exception {
    assertThat(problems("training: fine-tuned", new Machine("", PLENTY, 500_000_000)))
        .singleElement()
        .asString()
        .startsWith("memory: the largest training needs about 0.9 GB even with one image at a time")
        .endsWith("and this machine has 0.5 GB");
    assertThat(problems("training: fine-tuned", new Machine("", PLENTY, 1_000_000_000))).isEmpty();
  }

  @Test
  void noWeightsAreNoRows() throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("s.yaml"), "name: s\ndatasets: [{name: a, layout: kermany}]\n");

    DryRun plan =
        DryRun.of(
            StudyFile.read(study),
            new ImageFolders(Map.of("a", images)),
            new WeightsFolder(List.of(), List.of()),
            List.of(),
            AssumedSpeed.standard(2, "this is a test"),
            false,
            LARGE,
            SCANS);

    assertThat(plan.problems())
        .singleElement()
        .asString()
        .startsWith("backbones: the table has no rows, because no weights are given");
  }

  private List<String> problems(String more, Machine machine) throws Exception {
    return problems("kermany", images, more, machine);
  }

  private List<String> problems(String layout, Path data, String more, Machine machine)
      throws Exception {
    return plan(layout, data, more, machine).problems();
  }

  private DryRun plan(String layout, Path data, String more, Machine machine) throws Exception {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            "name: s\ndatasets: [{name: a, layout: %s}]\npretrained: none\nbackbones: [mobilenet_v2]\n%s\n"
                .formatted(layout, more));
    try {
      return DryRun.of(
          StudyFile.read(study),
          new ImageFolders(Map.of("a", data)),
          new WeightsFolder(List.of(), List.of()),
          List.of(),
          AssumedSpeed.standard(2, "this is a test"),
          false,
          machine,
          SCANS);
    } catch (CliException e) {
      throw new AssertionError(e.faults().toString(), e);
    }
  }

  private static Path anImage(int number) throws Exception {
    try (var files = Files.walk(images)) {
      return files
          .filter(file -> file.toString().endsWith(".png"))
          .sorted()
          .skip(number)
          .findFirst()
          .orElseThrow();
    }
  }
}
