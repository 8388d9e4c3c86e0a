// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseCommandTest {
  private static final String PREVIEW =
      """
      {"subject": "version", "weights": [], "filesOutside": 3,
       "versions": [{"dataset": "xray", "version": "3f1c9a0b7de23f1c", "images": 80}],
       "studies": [{"studyId": "0123456789ab", "name": "x", "state": "done"}],
       "notes": ["delete them there"]%s}
      """;

  @TempDir Path folder;

  private Cli.Result command(FakeEntry entry, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    return Cli.run(folder, all.toArray(new String[0]));
  }

  private static FakeEntry entry() throws Exception {
    FakeEntry entry = new FakeEntry("done").known();
    entry.more.put("POST /erasures?dryRun=true", PREVIEW.formatted(""));
    entry.more.put("POST /erasures?dryRun=false", PREVIEW.formatted(", \"erasure\": \"e1\""));
    return entry;
  }

  @Test
  void aDryRunSaysWhatGoesAndErasesNothing() throws Exception {
    try (FakeEntry entry = entry()) {
      Cli.Result text = command(entry, "erase", "version", "xray", "3f1c9a0b", "--dry-run");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out())
          .contains("version 3f1c9a0b7de2 of xray, 80 images")
          .contains("study 0123456789ab (x), done: data withdrawn")
          .contains("in folders that were registered, files that stay: 3")
          .contains("note: delete them there");
      assertThat(entry.requests).doesNotContain("POST /erasures?dryRun=false");
      assertThat(new String(entry.bodies.get("POST /erasures?dryRun=true"), StandardCharsets.UTF_8))
          .contains("\"subject\":\"version\"", "\"dataset\":\"xray\"");
    }
  }

  @Test
  void saysWhyAnImageInAFileWithOthersCannotGoAlone() throws Exception {
    try (FakeEntry entry = entry()) {
      String sentence = "is a file with other images: erase the versions that have it";
      entry.statuses.put("POST /erasures?dryRun=true", 422);
      entry.more.put(
          "POST /erasures?dryRun=true",
          """
          {"status": 422, "detail": "one fault was found",
           "faults": [{"field": "image", "value": "a.npz", "message": "%s"}]}
          """
              .formatted(sentence));

      Cli.Result text = command(entry, "erase", "image", "xray", "a.npz/train/000003", "--yes");

      assertThat(text.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(text.err()).contains(sentence, "a.npz");
      assertThat(entry.requests).doesNotContain("POST /erasures?dryRun=false");
    }
  }

  @Test
  void erasesWithYesAndSaysWhereTheReceiptIs() throws Exception {
    try (FakeEntry entry = entry()) {
      Cli.Result text = command(entry, "erase", "study", "x", "--yes");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out()).contains("Erasure e1 has begun.");
      assertThat(text.err()).contains("assay erase receipt e1");
      assertThat(
              new String(entry.bodies.get("POST /erasures?dryRun=false"), StandardCharsets.UTF_8))
          .contains("\"study\":\"" + FakeEntry.STUDY + "\"");
    }
  }

  @Test
  void aPatientIsNamedInTheBodyAloneAndWhatStaysIsNamedBack() throws Exception {
    try (FakeEntry entry = entry()) {
      entry.more.put(
          "POST /erasures?dryRun=true",
          """
          {"subject": "patient", "weights": [], "filesOutside": 1, "images": 4,
           "versions": [{"dataset": "xray", "version": "3f1c9a0b7de23f1c", "images": 80}],
           "rests": [{"dataset": "xray", "version": "77aa9a0b7de23f1c", "images": 78}],
           "studies": [], "staying": ["/data/xray/a/person4.png"], "notes": []}
          """);

      Cli.Result text = command(entry, "erase", "patient", "xray", "person4", "--dry-run");
      Cli.Result done = command(entry, "erase", "image", "xray", "a/person4.png", "--yes");

      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out())
          .contains("images: 4, in all versions together")
          .contains("xray goes on as version 77aa9a0b7de2, 78 images")
          .contains("in folders that were registered, files that stay: 1")
          .contains("stays: /data/xray/a/person4.png");
      assertThat(done.code()).as(done.err()).isZero();
      assertThat(
              new String(entry.bodies.get("POST /erasures?dryRun=false"), StandardCharsets.UTF_8))
          .contains("\"subject\":\"image\"", "\"image\":\"a/person4.png\"");
      assertThat(entry.requests).noneMatch(request -> request.contains("person4"));
    }
  }

  @Test
  void erasesNothingWithoutAnAnswer() throws Exception {
    try (FakeEntry entry = entry()) {
      Cli.Result silent = command(entry, "erase", "data", "xray");
      Cli.Result few = command(entry, "erase", "version", "xray", "--yes");

      assertThat(silent.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(silent.err()).contains("--dry-run first, then --yes");
      assertThat(few.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(few.err()).contains("erase version takes DATASET VERSION");
      assertThat(command(entry, "erase", "patient", "xray", "--yes").err())
          .contains("erase patient takes DATASET PATIENT");
      assertThat(entry.requests).isEmpty();
    }
  }

  @Test
  void showsWhatIsMissingAndThenTheReceipt() throws Exception {
    try (FakeEntry entry = entry()) {
      entry.more.put(
          "GET /erasures/e1",
          """
          {"erasure": "e1", "subject": "study", "by": "assay", "requestedAt": "2026-12-01T22:04:05Z",
           "state": "removing", "waitsFor": ["training-service"]}
          """);
      entry.more.put(
          "GET /erasures/e2",
          """
          {"erasure": "e2", "subject": "study", "by": "assay", "requestedAt": "2026-12-01T22:04:05Z",
           "state": "ended", "waitsFor": [], "receiptSha256": "abc",
           "receipt": {"endedAt": "2026-12-01T23:04:05Z", "hashes": [], "files": 7,
             "sharedFiles": 2, "studies": [{"study": "s1", "name": "x"}],
             "services": [{"service": "data-service", "removed": [{"what": "image", "count": 80}]}]}}
          """);

      assertThat(command(entry, "erase", "receipt", "e1").out())
          .contains("removing")
          .contains("waits for training-service");
      assertThat(command(entry, "erase", "receipt", "e2").out())
          .contains("ended at 2026-12-01T23:04:05Z")
          .contains("study s1 (x)")
          .contains("image 80")
          .contains("7 stored files removed, 2 kept")
          .contains("receipt     abc");
    }
  }
}
