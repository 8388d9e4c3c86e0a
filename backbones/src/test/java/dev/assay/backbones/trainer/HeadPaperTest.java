// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Head paper of DINOv2: logits of its ImageNet classifier, a hidden layer, classes. */
class HeadPaperTest {
  @TempDir Path folder;

  private Map<String, Tensor> trained(boolean frozen) throws Exception {
    TinySplit split = TinySplit.write(folder, 8, 4, 2);
    Runs run =
        Runs.of(split, folder.resolve("run"))
            .backbone("dinov2_vits14")
            .preprocessing(TinySplit.PREPROCESSING.withSize(36, 28));
    run = frozen ? run.frozen(1e-3, 2) : run.epochs(1);
    Path job = run.jobFile();
    ObjectNode json = (ObjectNode) Json.mapper().readTree(Files.readString(job));
    Files.writeString(job, json.put("head", "paper").toString());

    int exit =
        Child.run(
            new String[] {job.toString()},
            TrainerJob.class,
            parsed -> parsed.files().eventsFile(),
            (parsed, events) -> new Trainer(parsed, events).run());

    assertThat(exit).isEqualTo(Child.DONE);
    if (frozen) {
      TensorFile.read(run.file(String.valueOf(run.result().featuresFile())))
          .values()
          .forEach(feature -> assertThat(feature.shape()).containsExactly(1000L));
    }
    String model = run.result().checkpoints().get(Checkpoint.BEST_LOSS).modelFile();
    return TensorFile.read(run.file(model));
  }

  private static Map<String, Tensor> initial() throws Exception {
    try (Torch torch = Torch.start(1, "cpu")) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Backbones.random("dinov2_vits14", "paper", torch.manager())
          .state()
          .forEach(t -> tensors.put(t.name(), t));
      return tensors;
    }
  }

  @Test
  void frozenLeavesBackboneAndClassifierAsTheyWere() throws Exception {
    Map<String, Tensor> model = trained(true);

    assertThat(model)
        .containsKeys("cls_token", "linear_head.weight", "head.0.weight", "head.2.bias");
    initial().forEach((name, t) -> assertThat(model.get(name).data()).as(name).isEqualTo(t.data()));
    // As the scorer builds it.
    try (Torch torch = Torch.start(1, "cpu")) {
      Backbone backbone = Backbones.build("dinov2_vits14", "paper");
      Classifier whole = new Classifier(backbone, Heads.build("paper", backbone, 2));
      assertThat(model).containsOnlyKeys(whole.shapes().keySet());
      whole.load(torch.manager(), model);
      NDArray images = torch.manager().ones(new Shape(2, 3, 28, 28));
      assertThat(whole.apply(Pass.EVALUATION, images).getShape()).isEqualTo(new Shape(2, 2));
    }
  }

  @Test
  void fineTuningMovesTheClassifierTooButNotWhatNoOutputDependsOn() throws Exception {
    Map<String, Tensor> model = trained(false);
    Map<String, Tensor> before = initial();

    for (String moved : new String[] {"cls_token", "pos_embed", "linear_head.weight"}) {
      assertThat(model.get(moved).data()).as(moved).isNotEqualTo(before.get(moved).data());
    }
    assertThat(model.get("mask_token").data()).isEqualTo(before.get("mask_token").data());
    assertThat(model.get("linear_head.weight").shape()).containsExactly(1000L, 5 * 384L);
  }
}
