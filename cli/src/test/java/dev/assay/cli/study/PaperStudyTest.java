// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole paper in one file, planned on small folders of the published structures. */
class PaperStudyTest {
  private static final Path STUDY =
      Path.of(System.getProperty("assay.root"), "studies", "paper.yaml");
  private static final WeightsFolder NO_WEIGHTS =
      new WeightsFolder(List.of(), List.of(), List.of());
  private static final Machine MACHINE = new Machine("there is no GPU", 1L << 50, 1L << 50);
  private static final int MODELS = 6;
  private static final int ROWS_PER_TASK = MODELS * 2 * 4;

  @TempDir Path folder;
  private int drawn;

  @Test
  void plansSixTasksTimesSixModelsTimesFrozenAndFineTunedTimesTheSubsets() throws Exception {
    DryRun plan = plan(StudyFile.read(STUDY), allFolders());

    assertThat(plan.datasets())
        .extracting(DryRun.Images::name)
        .containsExactly("chest-xray", "amd", "ham10000", "mri-t1", "mri-t1ce", "mri-t2");
    assertThat(plan.datasets())
        .extracting(DryRun.Images::images)
        .containsExactly(60, 40, 70, 40, 40, 40);
    assertThat(plan.datasets())
        .extracting(DryRun.Images::groupKind)
        .containsExactly("patient", "image", "lesion", "patient", "patient", "patient");
    assertThat(plan.cells()).hasSize(6 * ROWS_PER_TASK);
    assertThat(plan.runs()).isEqualTo(6 * ROWS_PER_TASK);
    assertThat(plan.comparisons()).hasSize(6);
    assertThat(plan.missingImages()).isEmpty();
    assertThat(plan.missingWeights()).hasSize(MODELS);
    assertThat(plan.estimatedSeconds()).isPositive();
    assertThat(plan.diskBytes()).isGreaterThan(1e9);
  }

  @Test
  void reportsTheTasksWithoutImagesAndPlansTheOthers() throws Exception {
    Map<String, Path> given = new LinkedHashMap<>(allFolders());
    given.keySet().removeAll(List.of("amd", "mri-t2"));

    DryRun plan = plan(StudyFile.read(STUDY), given);

    assertThat(plan.missingImages()).containsExactly("amd", "mri-t2");
    assertThat(plan.problems())
        .anyMatch(p -> p.contains("'amd'") && p.contains("--images amd=DIR"))
        .anyMatch(p -> p.contains("'mri-t2'"));
    assertThat(DryRunText.of(plan)).contains("  no images are given for: amd");
    assertThat(plan.datasets()).hasSize(4);
  }

  @Test
  void leavesOutTheTasksWithoutImagesWhereThatIsAskedFor() throws Exception {
    StudyFile less = StudyFile.read(STUDY).without(List.of("amd", "ham10000", "mri-t2"));
    Map<String, Path> given = new LinkedHashMap<>(allFolders());
    given.keySet().removeAll(List.of("amd", "ham10000", "mri-t2"));

    DryRun plan = plan(less, given);

    assertThat(plan.missingImages()).isEmpty();
    assertThat(plan.cells())
        .hasSize(3 * ROWS_PER_TASK)
        .containsExactlyElementsOf(
            plan(StudyFile.read(STUDY), allFolders()).cells().stream()
                .filter(row -> given.containsKey(row.dataset()))
                .toList());
  }

  @Test
  void aStudyOfNothingIsRefused() {
    StudyFile study = StudyFile.read(STUDY);
    List<String> all = ImageSet.of(study.spec()).stream().map(ImageSet::name).toList();

    assertThatThrownBy(() -> study.without(all)).isInstanceOf(CliException.class);
  }

  private static DryRun plan(StudyFile study, Map<String, Path> folders) {
    return DryRun.of(
        study,
        new ImageFolders(folders),
        NO_WEIGHTS,
        List.of(),
        AssumedSpeed.standard(2, "this is a test"),
        false,
        MACHINE);
  }

  private Map<String, Path> allFolders() throws Exception {
    Path root = folder.resolve("images-" + drawn);
    new PhantomChestXrays(60, 32, 1).write(root.resolve("chest"));
    for (int i = 1; i <= 20; i++) {
      draw(root.resolve("amd/Training400/AMD/A%04d.png".formatted(i)));
      draw(root.resolve("amd/Training400/Non-AMD/N%04d.png".formatted(i)));
    }
    List<String> table =
        new ArrayList<>(List.of("lesion_id,image_id,dx,dx_type,age,sex,localization"));
    List<String> kinds = List.of("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc");
    for (int i = 0; i < 70; i++) {
      String name = "ISIC_%07d".formatted(i);
      int part = 1 + i % 2;
      draw(root.resolve("ham/HAM10000_images_part_%d/%s.png".formatted(part, name)));
      table.add("HAM_%07d,%s,%s,histo,50,male,back".formatted(i, name, kinds.get(i % 7)));
    }
    Files.write(root.resolve("ham/HAM10000_metadata.csv"), table);
    for (String modality : List.of("T1", "T1CE", "T2")) {
      for (int patient = 0; patient < 40; patient++) {
        String kind = patient % 2 == 0 ? "glioma" : "meningioma";
        draw(root.resolve("mri/%s/%s/p%02d_1.png".formatted(modality, kind, patient)));
      }
    }
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("chest-xray", root.resolve("chest"));
    folders.put("amd", root.resolve("amd"));
    folders.put("ham10000", root.resolve("ham"));
    folders.put("mri-t1", root.resolve("mri/T1"));
    folders.put("mri-t1ce", root.resolve("mri/T1CE"));
    folders.put("mri-t2", root.resolve("mri/T2"));
    return folders;
  }

  /** Noise: no two images are alike. */
  private void draw(Path file) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(drawn++);
    for (int i = 0; i < 32 * 32; i++) {
      image.setRGB(i % 32, i / 32, random.nextInt(1 << 24));
    }
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
