// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.processes.ChildPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * A real child process that follows the scorer's protocol, under the scorer's name, and scores
 * nothing. The content of the model file says how it ends.
 */
public final class ScorerMain {
  private ScorerMain() {}

  public static void main(String[] args) throws Exception {
    BufferedReader jobs =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String jobFile;
    while ((jobFile = jobs.readLine()) != null) {
      run(jobFile);
      System.out.println(ChildPool.END + 0);
    }
  }

  private static void run(String jobFile) throws Exception {
    ScorerJob job = Json.read(Files.readString(Path.of(jobFile)), ScorerJob.class);
    String model = Files.readString(Path.of(job.modelFile()));
    System.out.println("hello from the scorer of " + model);
    if (job.backboneFile() != null) {
      System.out.println("on " + Files.readString(Path.of(job.backboneFile())));
    }
    emit(job, new ChildEvent.Progress("scoring", 0, 0, 0.5, null, null, null, 20.0, 1.0, null));
    if (model.startsWith("crashes once")) {
      // Beside the scratch folder, which is new at each attempt.
      Path marker = Path.of(job.scratch()).resolveSibling(job.scoringKey() + ".crashed");
      if (!Files.exists(marker)) {
        Files.writeString(marker, "");
        Runtime.getRuntime().halt(139);
      }
      Files.delete(marker);
    } else if (model.startsWith("crashes")) {
      Runtime.getRuntime().halt(134);
    } else if (model.startsWith("refuses")) {
      emit(job, new ChildEvent.Failed(Actor.USER, "the model has too few classes", false));
      System.exit(2);
    } else if (model.startsWith("runs for ever")) {
      Files.writeString(
          Path.of(job.scratch()).resolve("pid"), Long.toString(ProcessHandle.current().pid()));
      emit(job, new ChildEvent.Progress("scoring", 0, 0, 0.9, null, null, null, 20.0, 1.0, null));
      new CountDownLatch(1).await();
    }
    if (job.explain() != null) {
      explain(job, model, job.explain());
      return;
    }
    int images = 2;
    Integer known = null;
    if (model.startsWith("scores its split")) {
      SplitManifest split = SplitManifest.read(Path.of(job.manifestFile()));
      images = split.part(Part.TEST).size() + split.part(Part.VALIDATION).size();
      known = scoreTheSplit(job, split);
    } else {
      write(job, "test.csv", model + " on test");
      write(job, "validation.csv", model + " on validation");
    }
    String featuresFile = null;
    if (model.startsWith("frozen") && job.featuresFile() == null) {
      featuresFile = "features";
      Files.writeString(Path.of(job.scratch()).resolve(featuresFile), "features by " + model);
    } else if (job.featuresFile() != null) {
      System.out.println("was given " + Files.readString(Path.of(job.featuresFile())));
    }
    List<ScorerResult.Corrupted> corrupted = new ArrayList<>();
    for (ScorerJob.Corrupted wanted :
        Objects.requireNonNullElse(job.corrupted(), List.<ScorerJob.Corrupted>of())) {
      corrupted.add(corrupted(job, model, wanted));
    }
    Files.writeString(
        Path.of(job.scratch()).resolve("result.json"),
        Json.write(
            new ScorerResult(
                "test.csv",
                "validation.csv",
                images,
                1.5,
                2.5,
                1000,
                featuresFile,
                null,
                known,
                corrupted)));
    emit(job, new ChildEvent.Done("result.json"));
  }

  private static ScorerResult.Corrupted corrupted(
      ScorerJob job, String model, ScorerJob.Corrupted wanted) throws IOException {
    String slug = wanted.corruption().slug();
    String file = "test-" + slug + ".csv";
    if (model.startsWith("scores its split")) {
      score(
          job,
          SplitManifest.read(Path.of(job.manifestFile())),
          Part.TEST,
          known(wanted.knownFile()),
          slug + " of ",
          file);
    } else {
      write(job, file, model + " on " + slug);
    }
    String featuresFile = null;
    if (model.startsWith("frozen") && wanted.featuresFile() == null) {
      featuresFile = ScorerJob.featuresFile(wanted.corruption());
      Files.writeString(
          Path.of(job.scratch()).resolve(featuresFile), slug + " features by " + model);
    } else if (wanted.featuresFile() != null) {
      System.out.println("was given " + Files.readString(Path.of(wanted.featuresFile())));
    }
    return new ScorerResult.Corrupted(wanted.corruption(), file, featuresFile);
  }

  private static void explain(ScorerJob job, String model, ScorerJob.Explain wanted)
      throws Exception {
    System.out.println("explains " + wanted.image());
    if (model.startsWith("dies once")) {
      Path marker = Path.of(job.scratch()).resolveSibling(job.scoringKey() + ".died");
      if (!Files.exists(marker)) {
        Files.writeString(marker, "");
        Runtime.getRuntime().halt(137);
      }
      Files.delete(marker);
    } else if (model.startsWith("waits")) {
      new CountDownLatch(1).await();
    } else if (model.startsWith("cannot be explained")) {
      emit(job, new ChildEvent.Failed(Actor.USER, "the split has no image", false));
      System.exit(2);
    }
    new Explanation(
            Explanation.FORMAT_VERSION,
            Explanation.GRAD_CAM,
            wanted.label(),
            1,
            2,
            List.of(0.0, 1.5 + model.length()))
        .write(Path.of(job.scratch()).resolve("explanation.json"));
    emit(job, new ChildEvent.Done("explanation.json"));
  }

  /** Predicts for each image what is known, or else a number made from the hash of its bytes. */
  private static int scoreTheSplit(ScorerJob job, SplitManifest split) throws IOException {
    Map<String, double[]> known = known(job.knownFile());
    for (Part part : List.of(Part.TEST, Part.VALIDATION)) {
      score(job, split, part, known, "asked of ", part.label() + ".csv");
    }
    return known.size();
  }

  private static Map<String, double[]> known(String file) throws IOException {
    Map<String, double[]> known = new HashMap<>();
    if (file != null) {
      Predictions.read(Path.of(file))
          .rows()
          .forEach(row -> known.put(row.image(), row.probabilities()));
    }
    return known;
  }

  private static void score(
      ScorerJob job,
      SplitManifest split,
      Part part,
      Map<String, double[]> known,
      String asked,
      String file)
      throws IOException {
    List<Predictions.Row> rows = new ArrayList<>();
    for (SplitManifest.Entry entry : split.part(part)) {
      double[] said = known.get(entry.image());
      if (said == null) {
        System.out.println(asked + entry.image());
        double first = Integer.parseInt(entry.sha256().substring(0, 4), 16) / 65536.0;
        said = new double[] {first, 1 - first};
      }
      rows.add(new Predictions.Row(entry.image(), entry.group(), entry.label(), said));
    }
    new Predictions(split.classes(), rows).write(Path.of(job.scratch()).resolve(file));
  }

  private static void write(ScorerJob job, String name, String image) throws IOException {
    new Predictions(
            List.of("NORMAL", "PNEUMONIA"),
            List.of(new Predictions.Row(Hash.ofText(image), "g1", 1, new double[] {0.25, 0.75})))
        .write(Path.of(job.scratch()).resolve(name));
  }

  private static void emit(ScorerJob job, ChildEvent event) throws IOException {
    Files.writeString(
        Path.of(job.eventsFile()),
        Json.write(event) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
