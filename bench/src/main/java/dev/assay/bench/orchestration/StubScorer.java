// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import dev.assay.backbones.child.Child;
import dev.assay.backbones.child.EventLog;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Follows the protocol of the scorer; its probabilities are made from hashes. */
public final class StubScorer {
  private static final String RESULT = "result.json";

  private StubScorer() {}

  public static void main(String[] args) throws InterruptedException {
    Child.serve(System.in, System.out, ScorerJob.class, ScorerJob::eventsFile, StubScorer::run);
  }

  private static String run(ScorerJob job, EventLog events) throws IOException {
    SplitManifest split = SplitManifest.read(Path.of(job.manifestFile()));
    Path scratch = Files.createDirectories(Path.of(job.scratch()));
    int images = 0;
    for (Part part : List.of(Part.TEST, Part.VALIDATION)) {
      List<Predictions.Row> rows = new ArrayList<>();
      for (SplitManifest.Entry entry : split.part(part)) {
        rows.add(
            new Predictions.Row(
                entry.image(),
                entry.group(),
                entry.label(),
                probabilities(job.scoringKey() + entry.image(), split.classes().size())));
      }
      images += rows.size();
      new Predictions(split.classes(), rows).write(scratch.resolve(part.label() + ".csv"));
    }
    ScorerResult result = new ScorerResult("test.csv", "validation.csv", images, 0.001, 0.001, 1);
    Files.writeString(scratch.resolve(RESULT), Json.writePretty(result));
    return RESULT;
  }

  private static double[] probabilities(String text, int classes) {
    double first = Integer.parseInt(Hash.ofText(text).substring(0, 4), 16) / 65536.0;
    double[] all = new double[classes];
    Arrays.fill(all, (1 - first) / (classes - 1));
    all[0] = first;
    return all;
  }
}
