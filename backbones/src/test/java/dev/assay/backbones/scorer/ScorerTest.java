package dev.assay.backbones.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.trainer.Runs;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Checkpoint;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerTest {
  @TempDir static Path folder;
  private static TinySplit split;
  private static Runs trained;

  @BeforeAll
  static void train() throws Exception {
    split = TinySplit.write(folder, 20, 10, 18);
    trained = Runs.of(split, folder.resolve("run")).backbone("resnet18").frozen(1e-3, 5);
    assertThat(trained.run()).isEqualTo(Child.DONE);
  }

  private static int score(Path model, Path scratch) throws IOException {
    TrainerResult.Saved saved = trained.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Files.createDirectories(scratch);
    Path manifest = scratch.resolve("model.json");
    Files.writeString(manifest, saved.manifest().toJson());
    ScorerJob job =
        new ScorerJob(
            Hash.ofText("score"),
            model.toString(),
            manifest.toString(),
            1,
            "cpu",
            split.pixels().toString(),
            split.manifest().toString(),
            scratch.toString(),
            scratch.resolve("events").toString());
    Path file = Files.writeString(scratch.resolve("job.json"), Json.write(job));
    return Child.run(
        new String[] {file.toString()},
        ScorerJob.class,
        ScorerJob::eventsFile,
        (j, events) -> new Scorer(j, events).run());
  }

  private static ChildEvent lastEvent(Path scratch) throws IOException {
    return Json.read(Files.readAllLines(scratch.resolve("events")).getLast(), ChildEvent.class);
  }

  @Test
  void scoresTestAndValidationInTheOrderOfTheManifest() throws Exception {
    TrainerResult.Saved saved = trained.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Path scratch = folder.resolve("scores");

    assertThat(score(trained.file(saved.modelFile()), scratch)).isEqualTo(Child.DONE);

    assertThat(lastEvent(scratch)).isEqualTo(new ChildEvent.Done(Scorer.RESULT));
    ScorerResult result =
        Json.read(Files.readString(scratch.resolve(Scorer.RESULT)), ScorerResult.class);
    assertThat(result.images()).isEqualTo(28);
    Predictions test = Predictions.read(scratch.resolve(result.testFile()));
    Predictions validation = Predictions.read(scratch.resolve(result.validationFile()));
    assertThat(test.classes()).containsExactly("dark", "light");
    List<SplitManifest.Entry> entries = split.content().part(Part.TEST);
    assertThat(test.rows())
        .extracting(Predictions.Row::image)
        .containsExactlyElementsOf(entries.stream().map(SplitManifest.Entry::image).toList());
    assertThat(test.rows())
        .extracting(Predictions.Row::label)
        .containsExactlyElementsOf(entries.stream().map(SplitManifest.Entry::label).toList());

    // What the trainer chose by, computed once more from the images.
    long right = validation.rows().stream().filter(r -> r.predicted() == r.label()).count();
    assertThat((double) right / validation.rows().size())
        .isEqualTo(saved.manifest().validationAccuracy());
    double loss =
        validation.rows().stream()
            .mapToDouble(r -> -Math.log(r.probabilities()[r.label()]))
            .average()
            .orElseThrow();
    assertThat(loss).isCloseTo(saved.manifest().validationLoss(), within(1e-4));
  }

  @Test
  void sameModelSameBytes() throws Exception {
    Path model = trained.file("best-loss.safetensors");
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    assertThat(score(model, one)).isEqualTo(Child.DONE);
    assertThat(score(model, other)).isEqualTo(Child.DONE);
    assertThat(one.resolve("test.csv")).hasSameBinaryContentAs(other.resolve("test.csv"));
  }

  @Test
  void refusesAModelWithOtherKeys() throws Exception {
    List<Tensor> tensors =
        new ArrayList<>(TensorFile.read(trained.file("best-loss.safetensors")).values());
    tensors.add(Tensor.of("extra", 1));
    Path model = folder.resolve("extra.safetensors");
    Safetensors.write(model, tensors, Map.of());
    Path scratch = folder.resolve("refused");

    assertThat(score(model, scratch)).isEqualTo(Child.BUG);

    ChildEvent.Failed failed = (ChildEvent.Failed) lastEvent(scratch);
    assertThat(failed.actor()).isEqualTo(Actor.DEVELOPER);
    assertThat(failed.reason()).contains("unexpected keys [extra]");
  }

  @Test
  void probabilitiesOfExtremeLogitsSumToOne() {
    double[] p = Scorer.softmax(new float[] {9, 1e4f, -1e4f, 1e4f}, 1, 3);
    assertThat(p).containsExactly(0.5, 0, 0.5);
  }
}
