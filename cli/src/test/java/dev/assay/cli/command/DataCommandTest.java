// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.SixteenBitImages;
import dev.assay.contracts.Json;
import dev.assay.datasets.phantom.PhantomChestXrays;
import java.nio.charset.StandardCharsets;
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

class DataCommandTest {
  @TempDir Path folder;

  @Test
  void saysWhatAFolderHoldsWithoutAStack() throws Exception {
    Path images = phantoms();
    Files.copy(
        images.resolve("train/NORMAL/IM-0003-0001.png"),
        images.resolve("train/NORMAL/IM-0005-0009.png"));
    Files.writeString(images.resolve("train/NORMAL/IM-0077-0001.png"), "no picture");

    Cli.Result result =
        Cli.run(folder, "data", "inspect", images.toString(), "--layout", "kermany");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        // 60 phantoms of 30 patients; the copy makes patients 3 and 5 one.
        .contains("61 synthetic images of 29 patients, layout kermany")
        .contains("NORMAL 31 (14 patients), PNEUMONIA 30 (15 patients)")
        .contains("not-an-image: 1", "train/NORMAL/IM-0077-0001.png: ")
        .contains("1 set of equal bytes", "IM-0003-0001.png = train/NORMAL/IM-0005-0009.png")
        .contains("warning: 1 files are left out");
  }

  @Test
  void showsTheSplitOfAStudyAsOneDocument() throws Exception {
    Path images = phantoms();
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: kermany, split: {folds: 3}}]
            pretrained: none
            backbones: [mobilenet_v2]
            """);

    Cli.Result result =
        Cli.run(
            folder, "data", "inspect", images.toString(), "--split", study.toString(), "--json");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(document.path("images").asInt()).isEqualTo(60);
    assertThat(document.path("splits").size()).isEqualTo(3);
    int validated = 0;
    for (JsonNode split : document.path("splits")) {
      assertThat(split.path("name").asText()).startsWith("a.fold-");
      assertThat(split.path("parts").size()).isEqualTo(3);
      assertThat(split.path("parts").get(2).path("images").asInt()).isEqualTo(12);
      assertThat(split.path("subsets").get(3).path("achieved").asDouble()).isEqualTo(1);
      validated += split.path("parts").get(1).path("images").asInt();
    }
    // The test part is predefined: the folds validate every other image once.
    assertThat(validated).isEqualTo(48);
  }

  @Test
  void namesTheClassThatIsTooSmallForItsFolds() throws Exception {
    Path images = phantoms();
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: kermany, split: {folds: 20}}]
            pretrained: none
            backbones: [mobilenet_v2]
            """);

    Cli.Result result =
        Cli.run(folder, "data", "inspect", images.toString(), "--split", study.toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("class 'NORMAL' has 12 groups (patients) to divide into 20 folds")
        .contains("at least 2 are needed in each, 40 in all");
  }

  @Test
  void decodesImagesWithTheGivenOptions() throws Exception {
    Path images = SixteenBitImages.write(folder.resolve("sixteen"), 1);
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: x
            datasets: [{name: a, layout: folder, decoding: {sixteen-bit: high-byte}}]
            pretrained: none
            backbones: [mobilenet_v2]
            """);
    String[] inspect = {"data", "inspect", images.toString(), "--layout", "folder"};

    Cli.Result asUsual = Cli.run(folder, inspect);
    Cli.Result given =
        Cli.run(folder, with(inspect, "--decoding", "sixteen-bit=min-max,orientation=apply"));
    Cli.Result byEarlierName =
        Cli.run(folder, with(inspect, "--reading", "sixteen-bit=min-max,orientation=apply"));
    Cli.Result asInStudy = Cli.run(folder, with(inspect, "--split", study.toString()));
    Cli.Result wrong =
        Cli.run(folder, with(inspect, "--decoding", "sixteen-bit=eight", "--decoding", "exif=on"));

    assertThat(asUsual.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(asUsual.err()).contains("has no usable image", "is left out as blank");
    assertThat(byEarlierName.out()).isEqualTo(given.out());
    assertThat(byEarlierName.err())
        .containsOnlyOnce("warning: the option '--reading' is now called '--decoding'");
    assertThat(given.err()).doesNotContain("warning");
    assertThat(given.out())
        .contains("20 images, layout folder")
        .contains("read        orientation apply, sixteen-bit min-max, alpha drop\n");
    assertThat(asInStudy.out())
        .contains("20 images, layout folder")
        .contains("read        orientation ignore, sixteen-bit high-byte, alpha drop\n");
    assertThat(wrong.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(wrong.err())
        .contains("--decoding.sixteen-bit: 'eight': must be one of clip, min-max, high-byte")
        .contains("--decoding.exif: is not a key of --decoding; accepted keys: alpha");
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void triesAllLayoutsAndSaysWhichFit() throws Exception {
    Cli.Result result = Cli.run(folder, "data", "inspect", phantoms().toString());

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .containsSubsequence(
            "layout kermany fits: 60 images of 2 classes (NORMAL, PNEUMONIA), 30 patients,"
                + " predefined parts",
            "layout folder fits: 60 images of 2 classes (NORMAL, PNEUMONIA), patients not known,"
                + " predefined parts",
            "layout ham10000 does not fit: ",
            "has no HAM10000_metadata.csv\n",
            "read as layout kermany; --layout reads it as another");
    assertThat(result.out()).contains("60 synthetic images of 30 patients, layout kermany");
  }

  @Test
  void saysWhyNoLayoutFits() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    Cli.Result result = Cli.run(folder, "data", "inspect", empty.toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("no layout fits " + empty, "layout csv: " + empty + " has no CSV file");
  }

  @ParameterizedTest
  @CsvSource({"images.tar, -cf", "images.tgz, -czf", "Images.TAR.GZ, -czf"})
  void readsATarAsItsFolder(String name, String options) throws Exception {
    Path images = phantoms();
    Path archive = folder.resolve(name);
    Process tar =
        new ProcessBuilder("tar", options, archive.toString(), "-C", images.toString(), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();

    Cli.Result asFolder =
        Cli.run(folder, "data", "inspect", images.toString(), "--layout", "kermany");
    Cli.Result asArchive =
        Cli.run(folder, "data", "inspect", archive.toString(), "--layout", "kermany");

    assertThat(asArchive.code()).as(asArchive.err()).isZero();
    assertThat(asArchive.out())
        .isEqualTo(asFolder.out().replace(images.toString() + ":", archive + ":"));
  }

  /** The same version as the folder has: ids begin below the folders that wrap the images. */
  @Test
  void readsAnArchiveAsItsFolder() throws Exception {
    Path images = phantoms();
    Path archive = folder.resolve("images.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive));
        Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry("wrapper/" + images.relativize(file)));
        Files.copy(file, zip);
      }
    }
    Path bomb = Files.writeString(folder.resolve("no.zip"), "no archive");

    Cli.Result asFolder =
        Cli.run(folder, "data", "inspect", images.toString(), "--layout", "kermany");
    Cli.Result asArchive =
        Cli.run(folder, "data", "inspect", archive.toString(), "--layout", "kermany");
    Cli.Result refused = Cli.run(folder, "data", "inspect", bomb.toString(), "--layout", "kermany");

    assertThat(asArchive.code()).as(asArchive.err()).isZero();
    assertThat(asArchive.out())
        .isEqualTo(asFolder.out().replace(images.toString() + ":", archive + ":"));
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(refused.err()).contains(bomb + " has one fault", "is no zip or tar archive");
  }

  @Test
  void saysAloudWhatIsLeftOutAndRefusesItWhenStrict() throws Exception {
    Path images = phantoms();
    Files.writeString(
        images.resolve("train/NORMAL/IM-0077-0001.png"), "a web page instead of an image");

    Cli.Result usual = Cli.run(folder, "data", "inspect", images.toString(), "--layout", "kermany");
    Cli.Result strict =
        Cli.run(folder, "data", "inspect", images.toString(), "--layout", "kermany", "--strict");

    assertThat(usual.code()).isZero();
    assertThat(usual.out())
        .contains("warning: MUCH IS LEFT OUT: 1 of ", " images of class 'NORMAL' (");
    assertThat(strict.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(strict.err()).contains("MUCH IS LEFT OUT: 1 of ");
    assertThat(strict.out()).isEmpty();
  }

  @Test
  void showsWhatAStackHasRegistered() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      assertThat(command(entry, "data", "list").out()).contains("No data sets.");
      assertThat(command(entry, "data", "show", "a").out())
          .contains("a: 4 images of 3 patients, layout folder")
          .contains("read        orientation apply, sixteen-bit clip, alpha drop")
          .contains("corrupt: 1", "x/9.png: no image", "warning: few patients")
          .contains("8 bits: x/1.png ~ y/2.png, two parts, labelled differently")
          .contains("split of a, version aabb, seed 3: 5511, continues 7722")
          .contains("3 images of 2 patients: x 1, y 2", "warning: a warning")
          .contains("watched     a new version after PT1M30S without a change, at most PT10M");
      assertThat(command(entry, "data", "versions", "a").out())
          .contains("aabbccddeeff  2026-01-02T03:04:05Z  4 images, 1 files left out  (current)");
      assertThat(command(entry, "data", "diff", "a", "0011", "aabb").out())
          .contains("From 0011 to aabb:", "unchanged     3", "x/1.png", "images of x: 1 -> 2");
      JsonNode document =
          Json.read(command(entry, "data", "show", "a", "--json").out(), JsonNode.class);
      assertThat(document.path("splits").get(0).path("seed").asInt()).isEqualTo(3);
      assertThat(command(entry, "data", "diff", "nobody").code())
          .isEqualTo(ExitCode.BAD_INPUT.number());
    }
  }

  @Test
  void watchesAFolderAndSaysWhatArrived() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      assertThat(command(entry, "data", "watch", "a", "--quiet", "90").out())
          .contains("Watching a in /images/a: a new version after PT1M30S without a change");
      assertThat(new String(entry.bodies.get("PUT /datasets/a/watch"), StandardCharsets.UTF_8))
          .isEqualTo("{\"quiet\":\"PT1M30S\"}");
      assertThat(command(entry, "data", "watch", "a", "--stop").out())
          .contains("No longer watching a in /images/a");
      assertThat(command(entry, "data", "batches", "a").out())
          .contains("3  2026-01-02T03:04:05Z  20 files  version aabbccddeeff")
          .contains("    retrain chest: study 0123456789ab")
          .contains("2  2026-01-01T03:04:05Z  1 files  failed: no class folder");
      assertThat(command(entry, "data", "watch", "a", "--stop", "--quiet", "1").code())
          .isEqualTo(ExitCode.BAD_INPUT.number());
    }
  }

  @Test
  void pollsAFolderAtTheTimesOfACronExpression() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      String[] watch = {"data", "watch", "a", "--cron", "0 2 * * *", "--zone", "Europe/Zurich"};

      assertThat(command(entry, watch).out())
          .contains(
              "Watching a in /images/a: polled at the times 0 2 * * * (Europe/Zurich), next at"
                  + " 2026-01-03T01:00:00Z; files that have not changed for PT30S then become a"
                  + " new version");
      assertThat(new String(entry.bodies.get("PUT /datasets/a/watch"), StandardCharsets.UTF_8))
          .isEqualTo("{\"cron\":\"0 2 * * *\",\"zone\":\"Europe/Zurich\"}");
      assertThat(command(entry, with(watch, "--stop")).code())
          .isEqualTo(ExitCode.BAD_INPUT.number());
    }
  }

  private Path phantoms() throws Exception {
    Path images = folder.resolve("images");
    new PhantomChestXrays(60, 32, 1).write(images);
    return images;
  }

  private Cli.Result command(FakeEntry entry, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return Cli.run(folder, all.toArray(String[]::new));
  }
}
