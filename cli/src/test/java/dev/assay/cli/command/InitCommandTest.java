// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.study.StudyDraft;
import dev.assay.cli.study.StudyFile;
import dev.assay.contracts.Json;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest {
  @TempDir Path folder;

  @Test
  void makesAStudyOfAFolderAndShowsItsPlan() throws Exception {
    Path images = phantoms("chest x-rays, 2026");
    Files.writeString(images.resolve("train/NORMAL/IM-0077-0001.png"), "no picture");
    Path file = folder.resolve("study.yaml");

    Cli.Result result = init(images, file);

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("layout kermany fits: 61 images of 2 classes", "layout csv does not fit: ")
        .contains("Wrote " + file, "Next: assay run " + file);
    assertThat(result.out())
        .contains("NORMAL 30 (15 patients)", "not-an-image: 1", "No weights in ")
        .contains("Study chest-x-rays-2026: a dry run", "resnet50");
    StudySpec spec = StudyFile.read(file).spec();
    assertThat(spec.name()).isEqualTo("chest-x-rays-2026");
    assertThat(spec.datasets().getFirst().layout()).isEqualTo("kermany");
    assertThat(spec.datasets().getFirst().images()).isEqualTo(images.toString());
    assertThat(file)
        .content()
        .contains("# 60 images of 30 patients of 2 classes: NORMAL 30, PNEUMONIA 30.")
        .contains("# The layouts that also fit: folder.", "# Left out: 1 files (not-an-image 1).")
        .contains("# All images of one patient are in the same part.")
        .contains("No weights are at hand; fetch these with: assay weights pull resnet50");
  }

  @Test
  void replacesAStudyOnlyIfItIsToldTo() throws Exception {
    Path images = phantoms("a");
    Path file = Files.writeString(folder.resolve("a.yaml"), "mine");

    Cli.Result refused = init(images, file);
    Cli.Result forced = init(images, file, "--force", "--json");

    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(refused.err()).contains(file + " exists; --force replaces it");
    JsonNode document = Json.read(forced.out(), JsonNode.class);
    assertThat(document.path("file").asText()).isEqualTo(file.toString());
    assertThat(document.path("layouts").path(0).path("layout").asText()).isEqualTo("kermany");
    assertThat(document.path("inspection").path("images").asInt()).isEqualTo(60);
    assertThat(document.path("plan").path("runs").asInt()).isEqualTo(6);
    assertThat(StudyFile.read(file).spec().name()).isEqualTo("a");
  }

  @Test
  void readsAZipArchiveAndNamesItInTheStudy() throws Exception {
    Path images = phantoms("a");
    Path zip = folder.resolve("b.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(images.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
      }
    }

    Cli.Result result = init(zip, folder.resolve("b.yaml"));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(zip + ": 60 ");
    assertThat(StudyFile.read(folder.resolve("b.yaml")).spec().datasets().getFirst().images())
        .isEqualTo(zip.toString());
  }

  @Test
  void namesOfClassesAndFoldersCannotBreakTheFile() throws Exception {
    Path images = phantoms("plain");
    Path odd = folder.resolve("\u00fcber \"x\" # {a: b}\u0007\ud83d\ude00");
    Files.createDirectory(odd);
    Files.move(images.resolve("train/NORMAL"), odd.resolve("a: [b # \"\u202ex"));
    Files.move(images.resolve("train/PNEUMONIA"), odd.resolve("two\nlines"));

    Cli.Result result = init(odd, folder.resolve("odd.yaml"), "--layout", "folder");

    assertThat(result.code()).as(result.err()).isZero();
    StudySpec spec = StudyFile.read(folder.resolve("odd.yaml")).spec();
    assertThat(spec.datasets().getFirst().images()).isEqualTo(odd.toString());
    assertThat(folder.resolve("odd.yaml")).content().doesNotContain("\u202e", "\u0007");
  }

  @Test
  void patientsInTwoPartsAreSaidAndDropped() throws Exception {
    Path images = phantoms("a");
    Path copied = images.resolve("train/NORMAL/IM-0003-0001.png");
    Path test = images.resolve("test/NORMAL/IM-0003-0009.png");
    Files.copy(copied, test);

    Cli.Result result = init(images, folder.resolve("a.yaml"));

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(folder.resolve("a.yaml"))
        .content()
        .contains("overlap: drop", "are in the test part and in another one");
  }

  @Test
  void refusesWhatIsNoFolderOfImages() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path file = Files.writeString(folder.resolve("x.txt"), "x");

    assertThat(init(folder.resolve("none"), folder.resolve("s.yaml")))
        .satisfies(
            result -> assertThat(result.code()).isEqualTo(2),
            result -> assertThat(result.err()).contains("there is no such folder or archive"));
    assertThat(init(file, folder.resolve("s.yaml")).err())
        .contains("is neither a folder nor an archive (.zip, .tar, .tar.gz, .tgz)");
    assertThat(init(empty, folder.resolve("s.yaml")).err())
        .contains("no layout fits " + empty, "layout folder: ");
    assertThat(folder.resolve("s.yaml")).doesNotExist();
  }

  @Test
  void runOfAFolderAsksAndWithoutATerminalSaysWhatToDo() throws Exception {
    Path images = phantoms("a");

    Cli.Result alone = Cli.run(folder, "run", images.toString());
    Cli.Result withImages = Cli.run(folder, "run", images.toString(), "--images", "x", "--yes");

    assertThat(alone.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(alone.err())
        .isEqualTo(
            "assay: %1$s is a folder of images, and there is no terminal to ask on before its study runs; give --yes, or write the study with: assay init %1$s%n"
                .formatted(images));
    assertThat(withImages.err()).contains("--images belongs to a study file");
  }

  @Test
  void runOfAFolderShowsThePlanAndAsksOnce() throws Exception {
    Path images = phantoms("a");
    Path out = folder.resolve("out");
    String[] arguments = {
      "run",
      images.toString(),
      "--out",
      out.toString(),
      "--home",
      folder.resolve("home").toString(),
      "--weights",
      DemoTest.ROOT.resolve("demo/weights").toString()
    };

    Cli.Result no = Cli.answering(folder, "no\n", arguments);
    Cli.Result end = Cli.answering(folder, "", arguments);
    Files.writeString(out.resolve("a.yaml"), "name: mine\n");
    Cli.Result other = Cli.answering(folder, "y\n", arguments);

    assertThat(no.code()).as(no.err()).isZero();
    assertThat(no.out()).contains("MobileNetV2", "Study a: a dry run");
    assertThat(no.err())
        .contains("Run this study now? [y/N] ", "Not run. Run it later with: assay run " + out)
        .doesNotContain("Starting Kafka");
    assertThat(end.err()).contains("Not run.");
    assertThat(other.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(other.err()).contains(out.resolve("a.yaml") + " exists and is another study");
    assertThat(out.resolve("a.yaml")).hasContent("name: mine");
  }

  @Test
  void runOfAFolderWithoutWeightsSaysWhereTheyComeFrom() throws Exception {
    Cli.Result result =
        Cli.run(
            folder,
            "run",
            phantoms("a").toString(),
            "--yes",
            "--out",
            folder.resolve("out").toString(),
            "--home",
            folder.resolve("home").toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("no weights are at hand", "assay weights pull resnet50")
        .doesNotContain("Starting Kafka");
  }

  @ParameterizedTest
  @CsvSource({
    "/data/Chest X-Rays (2024).zip, Chest-X-Rays-2024",
    "/data/images.TAR.GZ, images",
    "/data/images_001.tgz, images_001",
    "/data/.hidden, hidden",
    "/data/\u80ba, study",
    "/, study"
  })
  void nameOfAStudyIsThatOfItsFolder(Path images, String name) {
    assertThat(StudyDraft.name(images)).isEqualTo(name);
  }

  private Cli.Result init(Path images, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "init",
                images.toString(),
                "--file",
                file.toString(),
                "--home",
                folder.resolve("home").toString()));
    arguments.addAll(List.of(more));
    return Cli.run(folder, arguments.toArray(String[]::new));
  }

  private Path phantoms(String name) throws Exception {
    Path images = folder.resolve(name);
    new PhantomChestXrays(60, 32, 1).write(images);
    return images;
  }
}
