// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.trainer.Runs;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.SplitModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An explanation as the child process makes it, of trained models. */
class ExplainerTest {
  @TempDir static Path folder;
  private static TinySplit split;
  private static Runs trained;

  @BeforeAll
  static void train() throws Exception {
    split = TinySplit.write(folder, 20, 10, 18);
    trained = Runs.of(split, folder.resolve("run")).backbone("resnet18").frozen(1e-3, 5);
    assertThat(trained.run()).isEqualTo(Child.DONE);
  }

  private static TrainerResult.Saved saved(Runs of) throws IOException {
    return of.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
  }

  private static int explain(Runs of, Path scratch, String image, int label) throws IOException {
    return explain(of, of.file(saved(of).modelFile()), null, scratch, image, label);
  }

  private static int explain(
      Runs of, Path model, @Nullable Path backbone, Path scratch, String image, int label)
      throws IOException {
    Files.createDirectories(scratch);
    Path manifest = scratch.resolve("model.json");
    Files.writeString(manifest, saved(of).manifest().toJson());
    ScorerJob job =
        new ScorerJob(
            Hash.ofText("explain"),
            model.toString(),
            manifest.toString(),
            1,
            "cpu",
            split.pixels().toString(),
            split.manifest().toString(),
            scratch.toString(),
            scratch.resolve("events").toString(),
            null,
            null,
            backbone == null ? null : backbone.toString(),
            null,
            new ScorerJob.Explain(image, label),
            null);
    Path file = Files.writeString(scratch.resolve("job.json"), Json.write(job));
    return Child.run(
        new String[] {file.toString()},
        ScorerJob.class,
        ScorerJob::eventsFile,
        (j, events) -> new Scorer(j, events).run());
  }

  private static String reason(Path scratch) throws IOException {
    ChildEvent last =
        Json.read(Files.readAllLines(scratch.resolve("events")).getLast(), ChildEvent.class);
    return ((ChildEvent.Failed) last).reason();
  }

  private static String image() {
    return split.content().part(Part.TEST).getFirst().image();
  }

  @Test
  void explainsAClassOfATrainedNetworkTheSameWayTwice() throws Exception {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");

    assertThat(explain(trained, one, image(), 1)).isEqualTo(Child.DONE);
    assertThat(explain(trained, two, image(), 1)).isEqualTo(Child.DONE);

    Explanation explanation = Explanation.read(one.resolve(Scorer.EXPLANATION));
    assertThat(explanation.method()).isEqualTo(Explanation.GRAD_CAM);
    assertThat(explanation.label()).isEqualTo(1);
    // The maps of 32 pixels after five halvings.
    assertThat(explanation.values()).hasSize(1);
    assertThat(one.resolve(Scorer.EXPLANATION))
        .hasSameBinaryContentAs(two.resolve(Scorer.EXPLANATION));

    // As it is stored: the backbone for all runs, and the head of this one.
    Path backbone = folder.resolve("backbone.safetensors");
    Path head = folder.resolve("head.safetensors");
    SplitModel.split(
        trained.file(saved(trained).modelFile()), saved(trained).frozenTensors(), backbone, head);
    Path parts = folder.resolve("parts");
    assertThat(explain(trained, head, backbone, parts, image(), 1)).isEqualTo(Child.DONE);
    assertThat(parts.resolve(Scorer.EXPLANATION))
        .hasSameBinaryContentAs(one.resolve(Scorer.EXPLANATION));
  }

  @Test
  void saysWhyThereIsNoExplanation() throws Exception {
    Path unknown = folder.resolve("unknown");
    assertThat(explain(trained, unknown, Hash.ofText("nobody"), 1)).isEqualTo(Child.BAD_INPUT);
    assertThat(reason(unknown)).startsWith("the split has no image '");

    Path noClass = folder.resolve("no-class");
    assertThat(explain(trained, noClass, image(), 2)).isEqualTo(Child.BAD_INPUT);
    assertThat(reason(noClass))
        .isEqualTo("the image cannot be explained: there is no class of index 2");

    Runs knn = trained.in(folder.resolve("knn"));
    assertThat(knn.run("knn")).isEqualTo(Child.DONE);
    Path votes = folder.resolve("votes");
    assertThat(explain(knn, votes, image(), 1)).isEqualTo(Child.BAD_INPUT);
    assertThat(reason(votes)).contains("the votes of neighbours have no gradient");
  }
}
