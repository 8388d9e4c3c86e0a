// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.embedded.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system with its artifacts in a bucket of a real S3 server. */
@Tag("long")
class StudyOnS3IT {
  private static final String BUCKET = "artifacts";

  @TempDir Path folder;

  @Test
  void goesFromImagesToTablesAndKeepsNothingThatTheBucketDoesNotHave() throws IOException {
    assumeTrue(EmbeddedS3.isBuilt(), "s3-server was not built");
    Path served = Files.createDirectories(folder.resolve("s3"));
    // To this server a bucket is a folder.
    Path bucket = Files.createDirectories(served.resolve("objects").resolve(BUCKET));
    try (EmbeddedS3 server = EmbeddedS3.start(served)) {
      AssayCommand assay =
          new AssayCommand(
              folder,
              Map.of(
                  "ASSAY_S3_BUCKET",
                  BUCKET,
                  "ASSAY_S3_ENDPOINT",
                  server.endpoint().toString(),
                  "AWS_ACCESS_KEY_ID",
                  EmbeddedS3.ID,
                  "AWS_SECRET_ACCESS_KEY",
                  EmbeddedS3.SECRET));
      Path home = folder.resolve("home");
      Path study = TinyStudy.file(folder, 1);
      Path images = TinyStudy.images(folder);
      List<String> command =
          List.of(
              "run",
              study.toString(),
              "--images",
              images.toString(),
              "--home",
              home.toString(),
              "--json");

      AssayCommand.Result run = assay.run(command.toArray(String[]::new));

      assertThat(run.exit()).as(run.err()).isZero();
      String latex = latex(run);
      assertThat(latex).contains("\\toprule");
      // Pixels, split, predictions and metrics at least; models come with them.
      assertThat(objects(bucket)).hasSizeGreaterThan(8);

      delete(home.resolve("artifacts"));
      AssayCommand.Result again = assay.run(command.toArray(String[]::new));

      assertThat(again.exit()).as(again.err()).isZero();
      assertThat(again.document().path("studyId")).isEqualTo(run.document().path("studyId"));
      assertThat(latex(again)).isEqualTo(latex);
    }
  }

  private static String latex(AssayCommand.Result run) throws IOException {
    return Files.readString(Path.of(run.document().at("/files/tex").asText()));
  }

  private static List<Path> objects(Path bucket) throws IOException {
    try (Stream<Path> files = Files.walk(bucket.resolve("sha256"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void delete(Path copies) throws IOException {
    try (Stream<Path> files = Files.walk(copies)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }
}
